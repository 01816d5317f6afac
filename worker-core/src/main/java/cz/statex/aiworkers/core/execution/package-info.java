/**
 * What happens to a task between its delivery and its settlement, and the ports through which it reaches the store, the
 * broker and the cache. Knows no technology.
 */
@NullMarked
package cz.statex.aiworkers.core.execution;

import org.jspecify.annotations.NullMarked;
