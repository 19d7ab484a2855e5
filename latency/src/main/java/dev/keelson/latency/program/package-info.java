/**
 * The kernel side of the measurement, as plain Java that Keelson compiles: one program class that
 * follows threads through three scheduler tracepoints. It keeps one small state per thread and
 * writes one record per turn, so that an event costs a map look-up and little else. All of it runs
 * on the JVM too, where its tests call it.
 *
 * <pre>
 *   sched_wakeup, sched_wakeup_new --> THREADS[tid] <-- sched_switch --> TURNS (ring)
 *                                                          |
 *                                                        CPUS (who had the CPU since when, what was lost)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.program.ThreadTurns}.
 */
package dev.keelson.latency.program;
