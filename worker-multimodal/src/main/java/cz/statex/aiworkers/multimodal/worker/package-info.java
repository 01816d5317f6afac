/** The multimodal worker application and its workers. */
@NullMarked
package cz.statex.aiworkers.multimodal.worker;

import org.jspecify.annotations.NullMarked;
