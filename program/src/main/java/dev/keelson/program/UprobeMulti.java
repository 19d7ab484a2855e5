package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when any of many functions of a user-space file is entered, or returns, by one
 * link. Parameters are the argument registers, as {@code int} or {@code long}. Linux 6.6 ({@code
 * BPF_TRACE_UPROBE_MULTI}, kernel/trace/bpf_trace.c).
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface UprobeMulti {
  /** The executable or library. */
  String path();

  /** Names of functions, each with any number of {@code *}. */
  String[] value();

  /** Whether to run at the functions' return instead of their entry. */
  boolean onReturn() default false;
}
