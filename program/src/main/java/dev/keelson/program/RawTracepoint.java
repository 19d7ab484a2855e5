package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method at a kernel tracepoint with its raw arguments; kernel memory is read by probe
 * reads. For kernels without BTF tracepoints. Linux 4.17.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface RawTracepoint {
  /** The tracepoint's name, for example {@code sched_switch}. */
  String value();
}
