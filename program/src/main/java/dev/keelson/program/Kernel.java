package dev.keelson.program;

/**
 * What a kernel-side program may ask the kernel: each method is one helper call (or none), listed
 * in bpf-helpers(7). On the JVM each answers as the JVM knows best, or as a {@link SimulatedKernel}
 * says.
 */
public final class Kernel {
  private static final SimulatedKernel JVM =
      new SimulatedKernel(System::nanoTime, 0, (int) ProcessHandle.current().pid(), -1);

  private Kernel() {}

  /** Nanoseconds of CLOCK_MONOTONIC, the clock of {@link System#nanoTime()}. */
  public static long nanoTime() {
    return SimulatedKernel.around(JVM).nanoTime().getAsLong();
  }

  /** The number of the CPU this runs on; 0 on the JVM. */
  public static int cpu() {
    return SimulatedKernel.around(JVM).cpu();
  }

  /** The id of the current thread (what user space calls tid); the Java thread's id on the JVM. */
  public static int threadId() {
    SimulatedKernel kernel = SimulatedKernel.around(JVM);
    return kernel == JVM ? (int) Thread.currentThread().threadId() : kernel.threadId();
  }

  /** The id of the current process (what user space calls pid). */
  public static int processId() {
    return SimulatedKernel.around(JVM).processId();
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
