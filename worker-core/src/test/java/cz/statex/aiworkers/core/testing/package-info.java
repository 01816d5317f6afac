/** What tests of workers share: real servers, whichever this machine can offer. */
@NullMarked
package cz.statex.aiworkers.core.testing;

import org.jspecify.annotations.NullMarked;
