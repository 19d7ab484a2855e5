package dev.keelson.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The threads of a JVM as it prints them itself: the witness.
 *
 * @param threads all, the JVM's own among them
 */
record ThreadDump(List<Printed> threads) {
  // JDK 25: "main" #1 [4711] prio=5 ... tid=0x00007f1ac0028000 nid=4711 runnable
  // JDK 17: "main" #1 prio=5 ... tid=0x00007f1ac0028000 nid=0x1267 runnable
  private static final Pattern LINE =
      Pattern.compile("(?m)^\"(.*)\" (?:#(\\d+) )?.*tid=0x([0-9a-f]+) nid=((?:0x)?[0-9a-f]+) .*$");

  /**
   * A thread.
   *
   * @param number {@code Thread.threadId()}; 0 of one that runs no Java
   * @param address of the JVM's structure
   * @param tid the kernel's number
   */
  record Printed(String name, long number, long address, int tid) {
    boolean isJava() {
      return number != 0;
    }
  }

  static ThreadDump of(Path home, int pid) throws IOException {
    return new ThreadDump(
        LINE.matcher(SubjectJvm.jcmd(home, pid, "Thread.print"))
            .results()
            .map(match ->
                new Printed(
                    match.group(1),
                    match.group(2) == null ? 0 : Long.parseLong(match.group(2)),
                    Long.parseUnsignedLong(match.group(3), 16),
                    Integer.decode(match.group(4))))
            .toList());
  }
}
