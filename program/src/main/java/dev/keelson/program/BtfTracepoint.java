package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method at a kernel tracepoint, with the tracepoint's own arguments as parameters, typed
 * by the kernel's BTF. A method may take fewer parameters than the tracepoint has. Linux 5.5.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface BtfTracepoint {
  /** The tracepoint's name, for example {@code sched_switch}. */
  String value();

  /** Whether the program is left out where the kernel has no such tracepoint. */
  boolean optional() default false;
}
