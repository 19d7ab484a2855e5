package dev.keelson.latency.timeline;

/**
 * A time in which nothing of a process ran though several of its threads could have.
 *
 * @param pid the process
 * @param tid the thread that could have run first
 * @param fromNanos since when it could have, and nothing ran, CLOCK_MONOTONIC
 * @param toNanos when something ran again
 */
public record Standstill(int pid, int tid, long fromNanos, long toNanos) {}
