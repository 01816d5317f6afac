/**
 * What every adapter of a port must do, as abstract tests, and the in-memory adapters that pass them. Extend a
 * {@code *Contract} to test an adapter, {@code BaseWorkerContract} to test a worker.
 */
@NullMarked
package cz.statex.aiworkers.core.testing.contract;

import org.jspecify.annotations.NullMarked;
