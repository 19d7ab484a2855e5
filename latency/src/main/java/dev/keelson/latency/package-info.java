/**
 * Scheduling latency of a process: how long its threads wait for a CPU, how long they are off it,
 * and who had the CPU meanwhile. A session runs the kernel-side programs and adds up their records;
 * what it found is an immutable report, which the package {@code report} prints.
 *
 * <pre>
 *   kernel                         this package                          report
 *   program.SchedulingTurns --ring--> LatencySession --> Measurement --> LatencyReport --> table, JSON, CSV, HDR
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.LatencySession}.
 */
package dev.keelson.latency;
