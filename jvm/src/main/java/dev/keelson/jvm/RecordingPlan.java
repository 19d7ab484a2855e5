package dev.keelson.jvm;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which of the flight recorder's events are switched on, and from which length on. */
final class RecordingPlan {
  /** Says every 200 ms how far the recording has come; it costs a few reads. */
  static final String HEARTBEAT = "jdk.JavaThreadStatistics";

  static final String SAFEPOINT_BEGIN = "jdk.SafepointBegin";
  static final String SAFEPOINT_END = "jdk.SafepointEnd";
  static final String OPERATION = "jdk.ExecuteVMOperation";

  /** Events that become activities. A JVM that does not know one ignores it. */
  static final Map<String, JvmEvent.Kind> KINDS =
      Map.ofEntries(
          Map.entry("jdk.JavaMonitorEnter", JvmEvent.Kind.MONITOR_ENTER),
          Map.entry("jdk.JavaMonitorWait", JvmEvent.Kind.MONITOR_WAIT),
          Map.entry("jdk.ThreadPark", JvmEvent.Kind.PARK),
          Map.entry("jdk.ThreadSleep", JvmEvent.Kind.SLEEP),
          Map.entry("jdk.VirtualThreadPinned", JvmEvent.Kind.PINNED),
          Map.entry("jdk.SocketRead", JvmEvent.Kind.SOCKET_READ),
          Map.entry("jdk.SocketWrite", JvmEvent.Kind.SOCKET_WRITE),
          Map.entry("jdk.FileRead", JvmEvent.Kind.FILE_READ),
          Map.entry("jdk.FileWrite", JvmEvent.Kind.FILE_WRITE),
          Map.entry("jdk.FileForce", JvmEvent.Kind.FILE_WRITE),
          Map.entry("jdk.Compilation", JvmEvent.Kind.COMPILATION),
          Map.entry("jdk.Deoptimization", JvmEvent.Kind.DEOPTIMIZATION),
          Map.entry("jdk.ClassLoad", JvmEvent.Kind.CLASS_LOAD),
          Map.entry("jdk.ZAllocationStall", JvmEvent.Kind.ALLOCATION_STALL),
          Map.entry("jdk.SafepointLatency", JvmEvent.Kind.SAFEPOINT_LATENCY));

  private RecordingPlan() {}

  /**
   * The settings as a file of the flight recorder.
   *
   * @param stops whether it must tell the stops too, for want of probes
   */
  static String file(Duration threshold, Duration heartbeat, boolean stops) {
    StringBuilder text =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration version=\"2.0\">\n");
    for (String name : KINDS.keySet()) {
      event(text, name, List.of("threshold", threshold.toNanos() + " ns"));
    }
    event(text, SAFEPOINT_BEGIN, List.of("threshold", "0 ns")); // ties the clocks together
    if (stops) {
      event(text, SAFEPOINT_END, List.of("threshold", "0 ns"));
      event(text, OPERATION, List.of("threshold", "0 ns"));
    }
    event(text, HEARTBEAT, List.of("period", heartbeat.toMillis() + " ms"));
    return text.append("</configuration>\n").toString();
  }

  private static void event(StringBuilder text, String name, List<String> setting) {
    text.append("  <event name=\"").append(name).append("\">\n");
    setting(text, "enabled", "true");
    setting(text, "stackTrace", "false");
    setting(text, setting.get(0), setting.get(1));
    text.append("  </event>\n");
  }

  private static void setting(StringBuilder text, String name, String value) {
    text.append("    <setting name=\"%s\">%s</setting>\n".formatted(name, value));
  }
}
