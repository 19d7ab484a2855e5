/**
 * The demo workloads that {@code keelson latency} measures when it is given nothing else. Each runs
 * in a JVM of its own, so that the observer does not measure itself. They are loads with a known
 * shape, not benchmarks.
 *
 * <pre>
 *   Workload.CPU.command(10 s) --> java ... WorkloadMain cpu PT10S --> Workload.CPU.run(10 s)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.workload.Workload}.
 */
package dev.keelson.latency.workload;
