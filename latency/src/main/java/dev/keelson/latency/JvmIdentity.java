package dev.keelson.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which JVM a process is. A process that has mapped a {@code libjvm.so} is one, whatever its
 * executable is called; the JDK's {@code release} file beside it tells the version.
 */
final class JvmIdentity {
  private JvmIdentity() {}

  /** For example {@code 25.0.3+9-LTS (Eclipse Adoptium)}; empty when the process is no JVM. */
  static Optional<String> of(int pid) {
    return ProcessFiles.read(pid, "maps")
        .flatMap(JvmIdentity::libjvm)
        .map(library -> version(Path.of("/proc/" + pid + "/root"), Path.of(library)));
  }

  /** The path of libjvm.so in the text of /proc/PID/maps. */
  static Optional<String> libjvm(String maps) {
    return maps.lines()
        .filter(line -> line.endsWith("/libjvm.so"))
        .map(line -> line.substring(line.indexOf('/')))
        .findFirst();
  }

  /** What a JDK's {@code release} file says. */
  static Optional<String> version(String release) {
    return value(release, "JAVA_RUNTIME_VERSION")
        .or(() -> value(release, "JAVA_VERSION"))
        .map(version ->
            version + value(release, "IMPLEMENTOR").map(maker -> " (" + maker + ")").orElse(""));
  }

  // JAVA_HOME/lib/server/libjvm.so; JDK 8 has lib/amd64 and perhaps jre between.
  private static String version(Path root, Path library) {
    for (Path folder = library.getParent(); folder != null; folder = folder.getParent()) {
      Path release = root.resolve(folder.resolve("release").toString().substring(1));
      Optional<String> version = text(release).flatMap(JvmIdentity::version);
      if (version.isPresent()) {
        return version.get();
      }
    }
    return "version unknown (no release file near " + library + ")";
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static Optional<String> value(String release, String key) {
    return release
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1).replace("\"", "").strip())
        .findFirst();
  }
}
