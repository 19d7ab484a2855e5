package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when a counter of the kernel or the processor comes round, on every CPU. Its
 * parameter, if any, is a {@link KernelStruct} view of {@code bpf_perf_event_data}. Linux 4.9, by
 * link 5.15 ({@code BPF_LINK_CREATE} of a perf event, kernel/bpf/syscall.c). Give {@link #hertz()}
 * or {@link #period()}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface PerfEvent {
  /** What is counted. */
  Kind value() default Kind.CPU_CLOCK;

  /** Runs per second; the kernel adapts the period. */
  int hertz() default 0;

  /** Events between two runs; of the clocks, nanoseconds. */
  long period() default 0;

  /** Counters, named as in {@code enum perf_sw_ids} and {@code enum perf_hw_id}. */
  enum Kind {
    /** Time of the CPU, in nanoseconds: with this one, sampling works on every machine. */
    CPU_CLOCK,
    /** Time that threads run, in nanoseconds. */
    TASK_CLOCK,
    PAGE_FAULTS,
    CONTEXT_SWITCHES,
    CPU_MIGRATIONS,
    PAGE_FAULTS_MINOR,
    PAGE_FAULTS_MAJOR,
    /**
     * This one and those after it need the processor's counters, which few virtual machines have.
     */
    CPU_CYCLES,
    INSTRUCTIONS,
    CACHE_REFERENCES,
    CACHE_MISSES,
    BRANCH_INSTRUCTIONS,
    BRANCH_MISSES
  }
}
