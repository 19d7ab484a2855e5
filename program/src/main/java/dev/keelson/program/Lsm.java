package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method at a hook of the kernel's security modules: 0 allows, a negated error number
 * refuses. Parameters are the hook's own, or the first of them, typed by the kernel's BTF. Linux
 * 5.7 ({@code BPF_PROG_TYPE_LSM}, kernel/bpf/bpf_lsm.c); needs CONFIG_BPF_LSM and {@code bpf} among
 * the names in /sys/kernel/security/lsm.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Lsm {
  /** The hook's name, for example {@code file_open}. */
  String value();
}
