/** From a message to a task: decoding, the check of the envelope, and the fingerprint that tells tasks apart. */
@NullMarked
package cz.statex.aiworkers.core.execution.intake;

import org.jspecify.annotations.NullMarked;
