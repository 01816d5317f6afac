/** Questions and orders from clients, answered from the store by any worker. Knows no technology. */
@NullMarked
package cz.statex.aiworkers.core.query;

import org.jspecify.annotations.NullMarked;
