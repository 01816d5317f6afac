/** The document worker application and its workers. */
@NullMarked
package cz.statex.aiworkers.document.worker;

import org.jspecify.annotations.NullMarked;
