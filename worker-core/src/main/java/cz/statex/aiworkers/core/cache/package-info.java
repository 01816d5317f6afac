/** Results of equal inputs: in this process (Caffeine), then shared (Redis). Only JSON is stored, never objects. */
@NullMarked
package cz.statex.aiworkers.core.cache;

import org.jspecify.annotations.NullMarked;
