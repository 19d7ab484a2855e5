package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when a kernel function is entered, by a trampoline: about ten times cheaper than
 * a {@link Kprobe}, and kernel memory is read directly. Parameters are the function's own, or the
 * first of them, typed by the kernel's BTF. Linux 5.5 ({@code BPF_TRACE_FENTRY},
 * kernel/bpf/trampoline.c); some kernels refuse it by policy.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Fentry {
  /** The function's name, for example {@code do_unlinkat}. */
  String value();
}
