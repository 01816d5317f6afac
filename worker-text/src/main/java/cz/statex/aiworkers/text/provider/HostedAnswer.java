package cz.statex.aiworkers.text.provider;

/**
 * What a hosted model answered.
 *
 * @param value the answer
 * @param usage what it took
 * @param <T> the record of the answer
 */
public record HostedAnswer<T extends Record>(T value, HostedUsage usage) {}
