/**
 * The kernel side of the measurement, as plain Java that Keelson compiles: one program class that
 * follows threads through the scheduler's tracepoints, and what it thinks with. It keeps one small
 * state per thread and writes one record per turn, so that an event costs a map look-up and little
 * else. All of it runs on the JVM too, where its tests call it.
 *
 * <pre>
 *   sched_waking, sched_wakeup, sched_wakeup_new --> THREADS[tid] <-- sched_switch --> TURNS (ring)
 *                                                     ^                  |
 *   mm_vmscan_*: reclaiming --------------------------'                CPUS (who had the CPU since when,
 *   irq_*, softirq_*, local_timer_*, hrtimer_*: interrupts --------------^   interrupts, what was lost)
 *   hrtimer_expire_entry: TIMERS (when cgroups got new bandwidth)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.program.ThreadTurns}.
 */
package dev.keelson.latency.program;
