/**
 * The kernel side of the measurement, as plain Java that Keelson compiles: a program class that
 * follows threads through the scheduler's tracepoints, one that adds what the kernel does by
 * itself, and what they think with. They keep one small state per thread and write one record per
 * turn, so that an event costs a map look-up and little else. All of it runs on the JVM too, where
 * its tests call it.
 *
 * <pre>
 *   ThreadTurns   sched_waking, sched_wakeup, sched_wakeup_new --> THREADS[tid] <-- sched_switch --> TURNS (ring)
 *                                                                   ^                  |
 *   KernelWork    mm_vmscan_*: reclaiming --------------------------'                CPUS (who had the CPU since when,
 *                 irq_*, softirq_*, local_timer_*, hrtimer_*: interrupts --------------^   interrupts, what was lost)
 *                 hrtimer_expire_entry: TIMERS (when cgroups got new bandwidth)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.program.ThreadTurns}.
 */
package dev.keelson.latency.program;
