package dev.keelson.latency.cause;

/**
 * What one cause had in all ranked intervals.
 *
 * @param cause why
 * @param nanos how long in total
 * @param share of the time of all ranked intervals, 0 to 1
 * @param intervals in how many it had a part
 * @param detail who or what had most of it; empty if there is nothing to say
 */
public record CauseSum(Cause cause, long nanos, double share, int intervals, String detail) {}
