package dev.keelson.latency;

/**
 * The state of a running measurement, for one line on a terminal.
 *
 * @param elapsedNanos time since the measurement began
 * @param threads threads seen so far
 * @param runQueueWait of all threads so far
 * @param offCpu of all threads so far
 * @param records records that arrived so far
 * @param lost records that found the ring full so far
 */
public record LiveView(
    long elapsedNanos,
    int threads,
    Summary runQueueWait,
    Summary offCpu,
    long records,
    long lost) {}
