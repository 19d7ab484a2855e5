package dev.keelson.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine brings for kernel tests, as its {@code /proc} and {@code /sys} tell it.
 *
 * @param root where the machine's files begin; {@code /}, or a folder made by a test
 */
record KernelMeans(Path root) {
  // include/uapi/linux/capability.h, v6.18
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_PERFMON = 38;
  private static final int CAP_BPF = 39;

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  static KernelMeans ofThisMachine() {
    return new KernelMeans(Path.of("/"));
  }

  /** What to say when the kernel is older than {@code major.minor}. */
  Optional<String> olderThan(String since) {
    String release = read("proc/sys/kernel/osrelease").strip();
    return version(release) < version(since)
        ? Optional.of("needs Linux " + since + ", this is " + release)
        : Optional.empty();
  }

  /** What to say when one of the paths is not there. */
  Optional<String> missing(String... paths) {
    for (String path : paths) {
      if (!Files.exists(root.resolve(path.substring(1)))) {
        return Optional.of("needs " + path + ", which this kernel does not have");
      }
    }
    return Optional.empty();
  }

  /** What to say when this process may not load programs. */
  Optional<String> missingRights() {
    long effective =
        read("proc/self/status")
            .lines()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElse(0L);
    boolean allowed =
        has(effective, CAP_SYS_ADMIN) || (has(effective, CAP_BPF) && has(effective, CAP_PERFMON));
    if (!allowed) {
      return Optional.of("needs root, or CAP_BPF and CAP_PERFMON");
    }
    // bpf(2) asks for the capabilities in the initial user namespace, where ids map to themselves.
    boolean initial = read("proc/self/uid_map").strip().endsWith(" 4294967295");
    return initial
        ? Optional.empty()
        : Optional.of(
            "needs the initial user namespace: capabilities of another do not reach bpf(2)");
  }

  private static boolean has(long capabilities, int capability) {
    return ((capabilities >>> capability) & 1) != 0;
  }

  private static int version(String text) {
    Matcher matcher = VERSION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a kernel version begins major.minor, this one: " + text);
    }
    return Integer.parseInt(matcher.group(1)) * 1000 + Integer.parseInt(matcher.group(2));
  }

  private String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
