package dev.keelson.object.btf;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel asks of those who call one of its functions, where its BTF does not say so. The
 * flags are those of {@code BTF_ID_FLAGS} in {@code generic_btf_ids} and {@code common_btf_ids} of
 * kernel/bpf/helpers.c and {@code cpumask_kfunc_btf_ids} of kernel/bpf/cpumask.c, v6.14.
 *
 * @param releasedBy the function that what this one gives must be given back to: {@code KF_ACQUIRE}
 * @param releases whether it takes back what it is given: {@code KF_RELEASE}
 * @param underLock whether it takes objects that only {@code rcu_read_lock} keeps: {@code KF_RCU}
 * @param everywhere whether programs of every type may call it, and not tracing, packet and syscall
 *     programs alone
 */
public record KernelFunction(
    Optional<String> releasedBy, boolean releases, boolean underLock, boolean everywhere) {
  private static final KernelFunction PLAIN =
      new KernelFunction(Optional.empty(), false, false, false);
  private static final KernelFunction COMMON_ONE =
      new KernelFunction(Optional.empty(), false, false, true);
  private static final KernelFunction RELEASE =
      new KernelFunction(Optional.empty(), true, false, false);
  private static final Map<String, KernelFunction> KNOWN =
      Map.ofEntries(
          acquiringUnderLock("bpf_task_acquire", "bpf_task_release"),
          acquiring("bpf_task_from_pid", "bpf_task_release"),
          acquiring("bpf_task_from_vpid", "bpf_task_release"),
          Map.entry("bpf_task_release", RELEASE),
          acquiringUnderLock("bpf_cgroup_acquire", "bpf_cgroup_release"),
          acquiringUnderLock("bpf_cgroup_ancestor", "bpf_cgroup_release"),
          acquiring("bpf_cgroup_from_id", "bpf_cgroup_release"),
          acquiringUnderLock("bpf_task_get_cgroup1", "bpf_cgroup_release"),
          Map.entry("bpf_cgroup_release", RELEASE),
          Map.entry(
              "bpf_task_under_cgroup", new KernelFunction(Optional.empty(), false, true, false)),
          acquiring("bpf_cpumask_create", "bpf_cpumask_release"),
          acquiring("bpf_cpumask_acquire", "bpf_cpumask_release"),
          Map.entry("bpf_cpumask_release", RELEASE));

  /** Families whose every function is among the common ones. */
  private static final Set<String> COMMON = Set.of("bpf_rcu_", "bpf_iter_", "bpf_preempt_");

  private static Map.Entry<String, KernelFunction> acquiring(String name, String releasedBy) {
    return Map.entry(name, new KernelFunction(Optional.of(releasedBy), false, false, false));
  }

  private static Map.Entry<String, KernelFunction> acquiringUnderLock(
      String name, String releasedBy) {
    return Map.entry(name, new KernelFunction(Optional.of(releasedBy), false, true, false));
  }

  /** What is known of the function of that name; nothing special for most. */
  public static KernelFunction of(String name) {
    boolean common = COMMON.stream().anyMatch(name::startsWith);
    return KNOWN.getOrDefault(name, common ? COMMON_ONE : PLAIN);
  }
}
