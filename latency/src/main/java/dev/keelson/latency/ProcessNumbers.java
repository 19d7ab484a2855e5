package dev.keelson.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the numbers of processes mean the same here as in the kernel's events. */
public final class ProcessNumbers {
  /** What to do when they do not. */
  public static final String REMEDY =
      "Run Keelson on the host, or give the container the host's pid namespace (docker run"
          + " --pid=host; in Kubernetes hostPID: true).";

  // pid:[PROC_PID_INIT_INO], 0xEFFFFFFC since Linux 3.8: include/linux/proc_ns.h
  private static final String INITIAL_NAMESPACE = "pid:[4026531836]";

  private ProcessNumbers() {}

  /**
   * Whether this process lives in the kernel's first pid namespace, pid_namespaces(7); in most
   * containers it does not.
   *
   * @param proc where proc(5) is mounted
   */
  public static boolean areTheKernels(Path proc) {
    try {
      Path namespace = Files.readSymbolicLink(proc.resolve("self/ns/pid"));
      return namespace.toString().equals(INITIAL_NAMESPACE);
    } catch (IOException noNamespaces) {
      return true; // a kernel without CONFIG_PID_NS
    }
  }
}
