/** The text worker application and its workers. */
@NullMarked
package cz.statex.aiworkers.text.worker;

import org.jspecify.annotations.NullMarked;
