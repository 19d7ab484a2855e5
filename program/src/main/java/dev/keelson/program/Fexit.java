package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when a kernel function returns, by a trampoline. Parameters are the function's
 * own, or the first of them, as they were at the entry; one marked {@link Result} is what it
 * returns. Linux 5.5 ({@code BPF_TRACE_FEXIT}, kernel/bpf/trampoline.c); some kernels refuse it by
 * policy.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Fexit {
  /** The function's name, for example {@code do_unlinkat}. */
  String value();
}
