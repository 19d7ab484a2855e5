package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.object.image.AttachPoint;
import java.util.Map;
import java.util.Set;

/**
 * Which objects of the kernel stay while a program runs: those it is given, and those that certain
 * fields of them lead to. The verifier has them in tables, {@code BTF_TYPE_SAFE_RCU}, {@code
 * BTF_TYPE_SAFE_TRUSTED} and their kin, kernel/bpf/verifier.c, v6.18.
 */
final class Trust {
  /** Kept while the program holds {@code rcu_read_lock}, as all do that never sleep. */
  private static final Map<String, Set<String>> WITHOUT_SLEEP =
      Map.of(
          "task_struct", Set.of("cpus_ptr", "cgroups", "real_parent", "group_leader"),
          "cgroup", Set.of("kn"),
          "css_set", Set.of("dfl_cgrp"),
          "mm_struct", Set.of("exe_file"),
          "sk_buff", Set.of("sk"),
          "request_sock", Set.of("sk"));

  private static final Map<String, Set<String>> ALWAYS =
      Map.of(
          "linux_binprm", Set.of("file"),
          "file", Set.of("f_inode"),
          "dentry", Set.of("d_inode"),
          "socket", Set.of("sk"));

  private final boolean sleeps;

  Trust(AttachPoint point) {
    this.sleeps = point instanceof AttachPoint.Syscall;
  }

  /** How the object may be used that a field of an object known by BTF leads to. */
  Access behind(Access owner, FieldReference field) {
    if (owner == Access.BTF) {
      return Access.BTF;
    }
    if (contains(ALWAYS, field)) {
      return Access.TRUSTED;
    }
    boolean locked = owner == Access.RCU || !sleeps;
    return locked && contains(WITHOUT_SLEEP, field) ? Access.RCU : Access.BTF;
  }

  /**
   * Whether helpers take an object of that kind. They take what the program never slept over, as
   * {@code check_ptr_to_btf_access} has it for programs from before there was trust.
   */
  boolean helpersTake(Access access) {
    return access == Access.TRUSTED || access == Access.RCU || (access == Access.BTF && !sleeps);
  }

  private static boolean contains(Map<String, Set<String>> table, FieldReference field) {
    return table.getOrDefault(field.struct(), Set.of()).contains(field.path());
  }
}
