package dev.keelson.latency.cause;

/**
 * What one cause had in an interval.
 *
 * @param cause why
 * @param nanos how long
 * @param detail who or what; empty if there is nothing to say
 */
public record Part(Cause cause, long nanos, String detail) {}
