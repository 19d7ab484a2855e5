package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method before a kernel function, which is skipped when the method returns anything but
 * 0: its caller then sees that result. Only for functions that the kernel marks for error injection
 * and hooks of security modules. Parameters are as for {@link Fentry}. Linux 5.7 ({@code
 * BPF_MODIFY_RETURN}, kernel/bpf/trampoline.c); some kernels refuse it by policy.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface FmodRet {
  /** The function's name, for example {@code security_file_open}. */
  String value();
}
