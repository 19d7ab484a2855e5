package dev.keelson.bpf;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.Capability;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.ProgramSpec;
import java.util.Set;

/** What EPERM at a load means, when the process has the rights: some kernels refuse whole kinds. */
final class PolicyRefusal {
  private PolicyRefusal() {}

  /** The exception to throw: the kernel's own, or one that says which kind it refuses. */
  static RuntimeException of(ProgramSpec spec, SyscallException refused) {
    Set<Capability> held = SystemInfo.capabilities();
    boolean allowed =
        held.contains(Capability.CAP_SYS_ADMIN)
            || held.containsAll(Set.of(Capability.CAP_BPF, Capability.CAP_PERFMON));
    if (!allowed) {
      return refused;
    }
    return switch (spec.attachPoint()) {
      case AttachPoint.Fentry(String function) -> trampoline("fentry", function, refused);
      case AttachPoint.Fexit(String function) -> trampoline("fexit", function, refused);
      case AttachPoint.FmodRet(String function) -> trampoline("fmod_ret", function, refused);
      case AttachPoint.Lsm(String hook) ->
          new UnsupportedKernelException(
              "this kernel refuses lsm programs by policy, that at \"%s\" too".formatted(hook),
              "No right of the process changes that. Watch with @BtfTracepoint what a tracepoint"
                  + " shows; to forbid, use a kernel without that policy.",
              refused);
      default -> refused;
    };
  }

  private static UnsupportedKernelException trampoline(
      String kind, String function, SyscallException refused) {
    return new UnsupportedKernelException(
        "this kernel refuses %s programs by policy, that at \"%s\" too".formatted(kind, function),
        "No right of the process changes that. Use @BtfTracepoint at a tracepoint near the"
            + " function, or @Kprobe where the kernel has kprobes.",
        refused);
  }
}
