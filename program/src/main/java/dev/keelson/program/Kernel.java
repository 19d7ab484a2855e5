package dev.keelson.program;

import static dev.keelson.program.SimulatedKernel.CURRENT;

/**
 * What a kernel-side program may ask the kernel: each method is one helper call (or none), listed
 * in bpf-helpers(7). On the JVM each answers as the JVM knows best, or as a {@link SimulatedKernel}
 * says.
 */
public final class Kernel {
  private Kernel() {}

  /** Nanoseconds of CLOCK_MONOTONIC, the clock of {@link System#nanoTime()}. */
  public static long nanoTime() {
    return CURRENT.isBound() ? CURRENT.get().nanoTime().getAsLong() : System.nanoTime();
  }

  /** The number of the CPU this runs on; 0 on the JVM. */
  public static int cpu() {
    return CURRENT.isBound() ? CURRENT.get().cpu() : 0;
  }

  /** The id of the current thread (what user space calls tid); the Java thread's id on the JVM. */
  public static int threadId() {
    return CURRENT.isBound() ? CURRENT.get().threadId() : (int) Thread.currentThread().threadId();
  }

  /** The id of the current process (what user space calls pid). */
  public static int processId() {
    return CURRENT.isBound() ? CURRENT.get().processId() : (int) ProcessHandle.current().pid();
  }

  /**
   * Shows a line in the terminal of the program that loaded this one.
   *
   * @param format a constant with a {@code {}} for each argument
   */
  public static void print(String format, long... arguments) {
    StringBuilder line = new StringBuilder(format);
    int from = 0;
    for (long argument : arguments) {
      int hole = line.indexOf("{}", from);
      if (hole >= 0) {
        String text = Long.toString(argument);
        line.replace(hole, hole + 2, text);
        from = hole + text.length();
      }
    }
    System.out.println(line);
  }
}
