package cz.statex.aiworkers.orchestrator.protocol;

/**
 * What one worker has done since it started.
 *
 * @param succeeded attempts that ended with an output
 * @param failed attempts that ended with an error, retried ones included
 * @param meanMs mean duration of the succeeded attempts in milliseconds, 0 before the first
 */
public record PerformanceMetrics(long succeeded, long failed, double meanMs) {

    /** Before the first task. */
    public static final PerformanceMetrics NONE = new PerformanceMetrics(0, 0, 0);
}
