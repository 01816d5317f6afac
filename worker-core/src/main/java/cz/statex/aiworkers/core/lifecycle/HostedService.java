package cz.statex.aiworkers.core.lifecycle;

/**
 * Something that runs beside the tasks, from registration to unregistration.
 *
 * @param name for logs
 * @param start begins it; throws if the process cannot work without it
 * @param stop ends it and returns when it has ended
 */
public record HostedService(String name, Runnable start, Runnable stop) {}
