package dev.keelson.jvm;

import java.util.List;
import java.util.Map;

/** What a thread of a JVM is for. */
public enum ThreadRole {
  /** Runs the program's own code, or code that the JVM cannot tell from it. */
  APPLICATION,
  /** Carries virtual threads. */
  CARRIER,
  /** Carries out the operations that stop the world. */
  VM,
  /** Collects garbage: workers, concurrent threads, their controllers. */
  COLLECTOR,
  /** Compiles methods. */
  COMPILER,
  /** Everything else that belongs to the JVM: timers, signals, references, flight recorder. */
  SERVICE;

  /** The length that the kernel cuts names to: TASK_COMM_LEN less the zero, linux/sched.h. */
  private static final int KERNEL_LENGTH = 15;

  // How HotSpot's own threads are called, JDK 17 to 25: what stands behind the # is a number or
  // more of the name. A program may call its threads so too; few do.
  private static final Map<ThreadRole, List<String>> NAMES =
      Map.of(
          CARRIER,
          List.of("ForkJoinPool-1-worker-#"),
          VM,
          List.of("VM Thread"),
          COLLECTOR,
          List.of(
              "GC Thread##",
              "RuntimeWorker##",
              "StringDedup#",
              "G1 Main Marker",
              "G1 Conc##",
              "G1 Refine##",
              "G1 Service",
              "G1 Young RemSet Sampling",
              "Shenandoah Control Thread",
              "Shenandoah GC Threads##",
              "Shenandoah #",
              "ZDirector",
              "ZDriver#",
              "ZStat",
              "ZUncommitter#",
              "ZUnmapper",
              "ZWorker#",
              "XDirector",
              "XDriver",
              "XStat",
              "XUncommitter",
              "XUnmapper",
              "XWorker##"),
          COMPILER,
          List.of("C1 CompilerThread#", "C2 CompilerThread#", "JVMCI CompilerThread#"),
          SERVICE,
          List.of(
              "AsyncLog Thread",
              "Attach Listener",
              "Common-Cleaner",
              "Finalizer",
              "ForkJoinPool-1-delayScheduler",
              "JFR #",
              "Monitor Deflation Thread",
              "Notification Thread",
              "Read-Poller#",
              "Reference Handler",
              "Service Thread",
              "Signal Dispatcher",
              "Sweeper thread",
              "VM Periodic Task Thread",
              "VirtualThread-unblocker",
              "VirtualThread-unparker",
              "Write-Poller#",
              "process reaper#"));

  /**
   * What a thread of that name is for.
   *
   * @param name as the JVM has it, or as the kernel has cut it to 15 bytes
   */
  public static ThreadRole of(String name) {
    // In the order of the constants: cut, a carrier and the scheduler's timer have the same name.
    for (ThreadRole role : values()) {
      for (String known : NAMES.getOrDefault(role, List.of())) {
        if (isCalled(name, known)) {
          return role;
        }
      }
    }
    return APPLICATION;
  }

  private static boolean isCalled(String name, String known) {
    boolean open = known.endsWith("#");
    String start = open ? known.substring(0, known.length() - 1) : known;
    if (name.length() == KERNEL_LENGTH && start.startsWith(name)) {
      return true;
    }
    return open ? name.startsWith(start) : name.equals(start);
  }
}
