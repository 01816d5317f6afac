/** Transactions, rows and the statements that every part of the store needs: what follows when a task enters or ends. */
@NullMarked
package cz.statex.aiworkers.core.store.sql;

import org.jspecify.annotations.NullMarked;
