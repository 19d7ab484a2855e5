package dev.keelson.program;

/**
 * What a kernel-side program may ask the kernel: each method is one helper call (or none), listed
 * in bpf-helpers(7). On the JVM each answers as the JVM knows best.
 */
public final class Kernel {
  private Kernel() {}

  /** Nanoseconds of CLOCK_MONOTONIC, the clock of {@link System#nanoTime()}. */
  public static long nanoTime() {
    return System.nanoTime();
  }

  /** The number of the CPU this runs on; 0 on the JVM. */
  public static int cpu() {
    return 0;
  }

  /** The id of the current thread (what user space calls tid); the Java thread's id on the JVM. */
  public static int threadId() {
    return (int) Thread.currentThread().threadId();
  }

  /** The id of the current process (what user space calls pid). */
  public static int processId() {
    return (int) ProcessHandle.current().pid();
  }

  /**
   * Shows a line in the terminal of the program that loaded this one.
   *
   * @param format a constant with a {@code {}} for each argument
   */
  public static void print(String format, long... arguments) {
    StringBuilder line = new StringBuilder(format);
    for (long argument : arguments) {
      int hole = line.indexOf("{}");
      if (hole >= 0) {
        line.replace(hole, hole + 2, Long.toString(argument));
      }
    }
    System.out.println(line);
  }
}
