/** Where models run: devices, their memory and how much of it models may take, and in which numbers they compute. */
@NullMarked
package cz.statex.aiworkers.core.model.device;

import org.jspecify.annotations.NullMarked;
