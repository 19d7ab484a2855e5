package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when any of many kernel functions is entered, or returns, by one link. Parameters
 * are the argument registers, as {@code int} or {@code long}; {@link Kernel#functionAddress()} says
 * which function it is. Linux 5.18 ({@code BPF_TRACE_KPROBE_MULTI}, kernel/trace/bpf_trace.c);
 * needs CONFIG_FPROBE.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface KprobeMulti {
  /** Names of functions, each with any number of {@code *}. */
  String[] value();

  /** Whether to run at the functions' return instead of their entry. */
  boolean onReturn() default false;
}
