package dev.keelson.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that runs a JVM, and its files as seen from here, whatever its mount namespace.
 *
 * @param pid its number here
 * @param library its libjvm.so, as a path that can be opened here
 * @param libraryStart where the library's first byte lies in the process's memory
 */
record JvmProcess(int pid, Path library, long libraryStart) {
  private static final String LIBRARY = "/libjvm.so";

  /** The JVM in a process; empty when there is none (yet), or the process is not to be read. */
  static Optional<JvmProcess> find(int pid) {
    return read(pid, "maps").flatMap(maps -> find(pid, maps));
  }

  // 7f01d0200000-7f01d0400000 r--p 00000000 fe:00 124   /opt/jdk/lib/server/libjvm.so
  static Optional<JvmProcess> find(int pid, String maps) {
    return maps.lines()
        .filter(line -> line.endsWith(LIBRARY))
        .filter(line -> line.split(" +", 4)[2].equals("00000000"))
        .findFirst()
        .map(line ->
            new JvmProcess(
                pid,
                root(pid).resolve(line.substring(line.indexOf('/') + 1)),
                Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16)));
  }

  /** The process's root folder as seen from here. */
  Path root() {
    return root(pid);
  }

  /**
   * A file of the process as seen from here. Where both see the same file systems the path stays as
   * it is, and works after the process has ended too.
   */
  Path path(Path there) {
    return namespace(Integer.toString(pid)).equals(namespace("self"))
        ? there
        : root().resolve(there.toString().substring(1));
  }

  private static Optional<Path> namespace(String process) {
    try {
      return Optional.of(
          Files.readSymbolicLink(Path.of("/proc", process, "root"))
              .resolve(Files.readSymbolicLink(Path.of("/proc", process, "ns/mnt"))));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Path root(int pid) {
    return Path.of("/proc/" + pid + "/root");
  }

  /** Whether the process is there: a zombie is not. */
  boolean isAlive() {
    return isAlive(pid);
  }

  static boolean isAlive(int pid) {
    return read(pid, "stat")
        // state is the first field behind the name, which may hold anything: proc_pid_stat(5)
        .map(stat -> stat.charAt(stat.lastIndexOf(')') + 2))
        .filter(state -> state != 'Z' && state != 'X')
        .isPresent();
  }

  /** Its version, from the {@code release} file of the JDK; for example {@code 25.0.3+9-LTS}. */
  Optional<String> version() {
    return release().flatMap(ReleaseFile::version);
  }

  // JAVA_HOME/lib/server/libjvm.so; JDK 8 has lib/amd64 and perhaps jre between.
  Optional<ReleaseFile> release() {
    return Stream.iterate(library.getParent(), folder -> folder != null, Path::getParent)
        .map(folder -> text(folder.resolve("release")).map(ReleaseFile::new))
        .flatMap(Optional::stream)
        .filter(file -> file.version().isPresent())
        .findFirst();
  }

  /** A file of /proc/PID; empty when the process has gone or it may not be read. */
  static Optional<String> read(int pid, String name) {
    return text(Path.of("/proc/" + pid, name));
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
