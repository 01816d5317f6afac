/** The process that hosts the workers: its states, the order in which it starts and stops, and the orders it obeys. */
@NullMarked
package cz.statex.aiworkers.core.lifecycle;

import org.jspecify.annotations.NullMarked;
