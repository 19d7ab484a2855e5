package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method when a kernel function is entered, or returns, by way of a breakpoint. Parameters
 * at the entry are the function's own, or the first of them, typed by the kernel's BTF where it
 * knows the function; at a return the one parameter is its result. Kernel memory is read by probe
 * reads. Linux 4.1, by link 5.15 ({@code BPF_LINK_CREATE} of a perf event, kernel/bpf/syscall.c);
 * needs CONFIG_KPROBES.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Kprobe {
  /** The function's symbol, for example {@code do_unlinkat}. */
  String value();

  /** Whether to run at the function's return instead of its entry. */
  boolean onReturn() default false;
}
