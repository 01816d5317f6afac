/**
 * What workers share: results of equal inputs, first in this process (Caffeine), then in Redis, and which host has which
 * model. Only JSON is stored, never objects.
 */
@NullMarked
package cz.statex.aiworkers.core.cache;

import org.jspecify.annotations.NullMarked;
