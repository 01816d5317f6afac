/** The audio worker application and its workers. */
@NullMarked
package cz.statex.aiworkers.audio.worker;

import org.jspecify.annotations.NullMarked;
