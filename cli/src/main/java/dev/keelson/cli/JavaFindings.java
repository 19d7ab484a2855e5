package dev.keelson.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this JVM is, how it was started, and what makes the next start fast. */
final class JavaFindings {
  private JavaFindings() {}

  static List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.good(
            "JDK",
            Runtime.version()
                + ", "
                + System.getProperty("java.vendor")
                + ", from "
                + System.getProperty("java.home")));
    // The cache is a file that the JVM maps: it is in use exactly when it is among the mappings.
    boolean mapped = lines("/proc/self/maps").stream().anyMatch(line -> line.endsWith(".aot"));
    findings.add(
        mapped
            ? Finding.good("fast start", "the AOT cache is in use")
            : Finding.less(
                "fast start",
                "no AOT cache in use: each start takes about twice as long",
                "rm -rf .build && ./keelson doctor  makes it again; .build/build.log has the reason"));
    findings.add(ImageFolder.finding());
    memory().ifPresent(megabytes -> findings.add(Finding.good("this process", megabytes)));
    return findings;
  }

  private static Optional<String> memory() {
    return lines("/proc/self/status").stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB resident")
        .findFirst();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of(); // no /proc in this container
    }
  }
}
