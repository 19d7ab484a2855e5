package dev.keelson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

/** Turns a refused call into a likely cause and a remedy, knowing what this process may do. */
final class Advice {
  private Advice() {}

  /**
   * One or two sentences.
   *
   * @param call as in C, {@code bpf(BPF_MAP_CREATE, ...)}
   */
  static String on(String call, Errno errno) {
    return on(call, errno, new Circumstances());
  }

  static String on(String call, Errno errno, Circumstances circumstances) {
    String name = call.substring(0, Math.max(0, call.indexOf('(')));
    return switch (errno) {
      case EPERM, EACCES ->
          switch (name) {
            case "bpf" ->
                call.startsWith("bpf(BPF_ENABLE_STATS") // wants more: kernel/bpf/syscall.c
                    ? lacking(
                        circumstances,
                        Capability.CAP_SYS_ADMIN,
                        "Run as root, or let the kernel count always: sysctl"
                            + " kernel.bpf_stats_enabled=1.",
                        errno)
                    : bpfRefused(errno, circumstances);
            case "perf_event_open" -> perfRefused(circumstances);
            case "mount", "umount2", "unshare", "fsopen", "fsconfig", "fsmount" ->
                lacking(circumstances, Capability.CAP_SYS_ADMIN, "Run as root.", errno);
            case "prlimit64" ->
                lacking(
                    circumstances,
                    Capability.CAP_SYS_RESOURCE,
                    "Ask for no more than the hard limit, or grant CAP_SYS_RESOURCE.",
                    errno);
            case "openat" ->
                "This user may not open the file that way. Check its owner and mode, or run as"
                    + " root.";
            case "pidfd_send_signal" ->
                lacking(
                    circumstances,
                    Capability.CAP_KILL,
                    "Run as the process's user, or as root.",
                    errno);
            default -> "The kernel said: " + errno.explanation() + ". Run as root.";
          };
      case ENOSYS ->
          "Linux "
              + circumstances.kernel()
              + " has no such system call, or a container's seccomp filter hides it. Use a newer"
              + " kernel, or allow "
              + name
              + " in the filter.";
      case EMFILE ->
          "This process has as many files open as it may. Raise the limit (ulimit -n) or close"
              + " some.";
      case ENFILE -> "The system has as many files open as it may. Raise fs.file-max.";
      case ENOMEM ->
          name.equals("bpf")
              ? "The kernel has no memory for this, or RLIMIT_MEMLOCK counts it (before Linux"
                  + " 5.11). Make the map smaller, or raise the limit (ulimit -l)."
              : "The kernel has no memory for this. Ask for less, or free some.";
      case E2BIG ->
          name.equals("bpf")
              ? "The argument is larger than this kernel knows, the map is full, or the program is"
                  + " too long. Make it smaller, or use a newer kernel than "
                  + circumstances.kernel()
                  + "."
              : "The argument is larger than the kernel takes. Make it smaller.";
      case EINVAL ->
          "Linux "
              + circumstances.kernel()
              + " does not take these arguments; often a feature of a later kernel. Check them"
              + " against "
              + (name.isEmpty() ? "the man page" : name + "(2)")
              + ".";
      case ENOENT ->
          name.equals("openat")
              ? "There is no such file. Check the path, and that its file system is mounted."
              : "What the call names does not exist. Check the name, and that it is still there.";
      case ESRCH -> "There is no such process or thread. It may have ended; check the number.";
      case ENOSPC ->
          name.equals("bpf")
              ? "The map, or the verifier's log buffer, is full. Make it larger."
              : "There is no space left. Free some, or use another place.";
      case EBUSY -> "It is in use by somebody else. End the other user, or try again later.";
      case ENODEV, ENXIO, EOPNOTSUPP, ENOTSUPP ->
          call.contains("SIOCGIFINDEX")
              ? "There is no such network device in this network namespace; \"ip link\" lists them."
              : "Linux "
                  + circumstances.kernel()
                  + " does not offer this: "
                  + errno.explanation()
                  + ". It may be switched off in the kernel's configuration, or missing on this"
                  + " machine.";
      default ->
          "The kernel said: "
              + errno.explanation()
              + ". See "
              + (name.isEmpty() ? "the call's man page" : name + "(2)")
              + ".";
    };
  }

  private static String bpfRefused(Errno errno, Circumstances circumstances) {
    Set<Capability> held = circumstances.capabilities();
    if (held.contains(Capability.CAP_SYS_ADMIN)
        || held.containsAll(Set.of(Capability.CAP_BPF, Capability.CAP_PERFMON))) {
      return errno == Errno.EACCES
          ? "This process has the capabilities, so the verifier refused the program. Read its log."
          : "This process has the capabilities, so a policy refuses it"
              + circumstances.lockdown()
              + ". Use another kind of program, or change the policy (kernel lockdown, a security"
              + " module, a container's seccomp filter).";
    }
    String missing = held.contains(Capability.CAP_BPF) ? "CAP_PERFMON" : "CAP_BPF";
    return "This process has no "
        + missing
        + circumstances.setting(
            " and kernel.unprivileged_bpf_disabled is ", "unprivileged_bpf_disabled")
        + ". Run as root, or grant CAP_BPF and CAP_PERFMON.";
  }

  private static String perfRefused(Circumstances circumstances) {
    Set<Capability> held = circumstances.capabilities();
    if (held.contains(Capability.CAP_SYS_ADMIN) || held.contains(Capability.CAP_PERFMON)) {
      return "This process has CAP_PERFMON, so a policy refuses it"
          + circumstances.lockdown()
          + ". Check kernel lockdown, security modules and the container's seccomp filter.";
    }
    return "This process has no CAP_PERFMON"
        + circumstances.setting(" and kernel.perf_event_paranoid is ", "perf_event_paranoid")
        + ". Run as root, or grant CAP_PERFMON.";
  }

  private static String lacking(
      Circumstances circumstances, Capability needed, String remedy, Errno errno) {
    return circumstances.capabilities().contains(needed)
        ? "This process has "
            + needed
            + ", so a policy refuses it (a security module, a container's seccomp filter), or the"
            + " target does: "
            + errno.explanation()
            + ". Check these."
        : "This process has no " + needed + ". " + remedy;
  }

  /** What the advice depends on; read only when a call has failed. */
  static class Circumstances {
    Set<Capability> capabilities() {
      try {
        return SystemInfo.capabilities();
      } catch (UncheckedIOException noProc) {
        return Set.of();
      }
    }

    String kernel() {
      return System.getProperty("os.version");
    }

    /** A setting of /proc/sys/kernel behind its introduction, or nothing when it is not there. */
    String setting(String introduction, String name) {
      String value = read("/proc/sys/kernel/" + name);
      return value.isEmpty() ? "" : introduction + value;
    }

    /** The kernel's lockdown mode when it is known and on. */
    String lockdown() {
      // none [integrity] confidentiality: kernel_lockdown(7)
      String modes = read("/sys/kernel/security/lockdown");
      int begin = modes.indexOf('[');
      int end = modes.indexOf(']');
      return begin < 0 || end < begin || modes.startsWith("[none]")
          ? ""
          : "; kernel lockdown is " + modes.substring(begin + 1, end);
    }

    String read(String path) {
      try {
        return java.nio.file.Files.readString(Path.of(path)).strip();
      } catch (IOException absent) {
        return "";
      }
    }
  }
}
