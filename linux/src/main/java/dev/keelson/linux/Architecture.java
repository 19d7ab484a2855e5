package dev.keelson.linux;

/** The two architectures whose system call numbers and layouts are known here. */
enum Architecture {
  X86_64,
  AARCH64;

  static final Architecture CURRENT = of(System.getProperty("os.arch"));

  static Architecture of(String javaName) {
    return switch (javaName) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "Keelson knows the system calls of x86-64 and aarch64; this JVM runs on "
                  + javaName
                  + ". Use a JDK for one of those.");
    };
  }
}
