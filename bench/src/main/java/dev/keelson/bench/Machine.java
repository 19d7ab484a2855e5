package dev.keelson.bench;

import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where and when a comparison ran, and with which versions. */
final class Machine {
  // Debian's packages that the peers come from.
  private static final List<String> PACKAGES = List.of("libbpf-dev", "clang-22", "gcc", "bpftrace");

  private Machine() {}

  /** Two lines for the head of a result. */
  static List<String> describe(String bench) throws IOException, InterruptedException {
    return List.of(
        "`./keelson-bench %s` on %s at commit %s:"
            .formatted(bench, LocalDate.now(ZoneOffset.UTC), commit()),
        "%s, %d CPUs, Linux %s, JDK %s; %s; load average %s before."
            .formatted(
                processor(),
                SystemInfo.onlineCpus().cardinality(),
                SystemInfo.kernel().release(),
                Runtime.version(),
                packages(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]),
        "");
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static String commit() throws IOException, InterruptedException {
    String head = output("git", "rev-parse", "--short", "HEAD").orElse("unknown");
    boolean changed =
        output("git", "status", "--porcelain", "--untracked-files=no", ":!bench/RESULTS.md")
            .filter(changes -> !changes.isEmpty())
            .isPresent();
    return changed ? head + " with changes" : head;
  }

  private static String packages() throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    for (String name : PACKAGES) {
      output("dpkg-query", "--show", "--showformat=${Version}", name)
          .ifPresent(version -> versions.add(name + " " + version));
    }
    return String.join(", ", versions);
  }

  /** What a command prints; empty when it fails or is not there. */
  private static Optional<String> output(String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException absent) {
      return Optional.empty();
    }
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
  }
}
