package dev.keelson.jvm;

import java.util.Optional;

/**
 * Which JVM a process is. A process that has mapped a {@code libjvm.so} is one, whatever its
 * executable is called.
 */
public final class JvmIdentity {
  private JvmIdentity() {}

  /** For example {@code 25.0.3+9-LTS (Eclipse Adoptium)}; empty when the process is no JVM. */
  public static Optional<String> of(int pid) {
    return JvmProcess.find(pid)
        .map(jvm ->
            jvm.release()
                .map(JvmIdentity::text)
                .orElse("version unknown (no release file near " + jvm.library() + ")"));
  }

  private static String text(ReleaseFile file) {
    return file.version().orElseThrow() + file.maker().map(maker -> " (" + maker + ")").orElse("");
  }
}
