package dev.keelson.cli;

import dev.keelson.latency.ProcessNumbers;
import dev.keelson.linux.Capability;
import dev.keelson.linux.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the kernel's own files say about machine and user; nothing is tried here.
 *
 * @param root where the machine's files begin: {@code /}, or a folder made by a test
 * @param capabilities what this process may do
 */
record MachineFindings(Path root, Set<Capability> capabilities) {
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  /** Kernel and hardware. */
  List<Finding> machine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(kernel());
    findings.add(types());
    findings.add(jit());
    findings.add(lockdown());
    findings.add(eventFiles());
    findings.add(processNumbers());
    findings.add(
        exists("sys/bus/event_source/devices/uprobe/type")
            ? Finding.good("uprobes", "available")
            : Finding.less(
                "uprobes",
                "this kernel has none",
                "Only @Uprobe programs need them: CONFIG_UPROBE_EVENTS=y."));
    findings.add(memory());
    return findings;
  }

  /** What this user may do. */
  List<Finding> user() {
    String uid = status("Uid", "?").split("\\s+", -1)[0];
    String name = System.getProperty("user.name") + " (uid " + uid + ")";
    List<String> absent =
        Stream.of(Capability.CAP_BPF, Capability.CAP_PERFMON)
            .filter(needed -> !capabilities.contains(Capability.CAP_SYS_ADMIN))
            .filter(needed -> !capabilities.contains(needed))
            .map(Capability::name)
            .toList();
    Finding rights =
        absent.isEmpty()
            ? Finding.good("rights", name + " may load and attach programs")
            : Finding.missing(
                "rights",
                name + " has no " + String.join(" and no ", absent),
                "Run it as root: sudo ./keelson ...  (or grant CAP_BPF, CAP_PERFMON and, to hold"
                    + " run counters, CAP_SYS_ADMIN)");
    return List.of(rights);
  }

  private Finding kernel() {
    String release = text("proc/sys/kernel/osrelease").orElse("0.0, unknown");
    boolean enough = KernelVersion.parse(release).isAtLeast(5, 15);
    return enough
        ? Finding.good("kernel", "Linux " + release)
        : Finding.missing("kernel", "Linux " + release, "Keelson needs Linux 5.15 or later.");
  }

  private Finding types() {
    Path btf = root.resolve("sys/kernel/btf/vmlinux");
    try {
      return Finding.good(
          "kernel types",
          String.format(Locale.ROOT, "BTF, %.1f MB", Files.size(btf) / (double) (1 << 20)));
    } catch (IOException e) {
      return Finding.missing(
          "kernel types",
          "no /sys/kernel/btf/vmlinux",
          "Programs are matched against the kernel's own types. Boot a kernel with"
              + " CONFIG_DEBUG_INFO_BTF=y; distributions' kernels since 2021 have it.");
    }
  }

  private Finding jit() {
    return switch (text("proc/sys/net/core/bpf_jit_enable").orElse("")) {
      case "1", "2" -> Finding.good("BPF JIT", "on");
      case "0" ->
          Finding.less(
              "BPF JIT",
              "off: programs are interpreted, several times slower",
              "sysctl net.core.bpf_jit_enable=1");
      default ->
          Finding.less("BPF JIT", "unknown", "/proc/sys/net/core/bpf_jit_enable is not readable.");
    };
  }

  private Finding lockdown() {
    String modes = text("sys/kernel/security/lockdown").orElse("");
    Matcher chosen = CHOSEN.matcher(modes);
    String mode = chosen.find() ? chosen.group(1) : "none, or not visible";
    return mode.equals("confidentiality")
        ? Finding.missing(
            "lockdown",
            mode,
            "In this mode the kernel lets no program read its memory. Boot with"
                + " lockdown=integrity.")
        : Finding.good("lockdown", mode);
  }

  private Finding eventFiles() {
    boolean mounted =
        exists("sys/kernel/tracing/events") || exists("sys/kernel/debug/tracing/events");
    return mounted
        ? Finding.good("tracefs", "mounted")
        : Finding.less(
            "tracefs",
            "not mounted; only classic tracepoints need it",
            "mount -t tracefs nodev /sys/kernel/tracing");
  }

  private Finding processNumbers() {
    return ProcessNumbers.areTheKernels(root.resolve("proc"))
        ? Finding.good("processes", "numbered as in the kernel")
        : Finding.missing(
            "processes", "a pid namespace of its own, as in a container", ProcessNumbers.REMEDY);
  }

  private Finding memory() {
    String megabytes =
        text("proc/meminfo")
            .flatMap(all -> field(all, "MemAvailable"))
            .map(line -> line.replaceAll("\\D", ""))
            .map(kilobytes -> Long.parseLong(kilobytes) / 1024 + " MB")
            .orElse("unknown");
    return Finding.good(
        "machine",
        Runtime.getRuntime().availableProcessors() + " CPUs, " + megabytes + " of memory free");
  }

  private String status(String field, String otherwise) {
    return text("proc/self/status").flatMap(all -> field(all, field)).orElse(otherwise);
  }

  private static Optional<String> field(String all, String name) {
    return all.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  private Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(root.resolve(path)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
