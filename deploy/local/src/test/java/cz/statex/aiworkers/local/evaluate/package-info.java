@NullMarked
package cz.statex.aiworkers.local.evaluate;

import org.jspecify.annotations.NullMarked;
