package dev.keelson.jvm;

import java.time.Instant;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;

/** Makes activities of what the flight recorder tells. */
final class RecorderEvents {
  private final RecorderClock clock;
  private final ThreadNumbers threads;

  RecorderEvents(RecorderClock clock, ThreadNumbers threads) {
    this.clock = clock;
    this.threads = threads;
  }

  JvmEvent.Activity activity(JvmEvent.Kind kind, RecordedEvent event) {
    RecordedThread thread = thread(event, "eventThread");
    long start = epochNanos(event.getStartTime());
    long end = epochNanos(event.getEndTime());
    return new JvmEvent.Activity(
        kind,
        tid(kind == JvmEvent.Kind.PINNED ? carrier(event, thread) : thread),
        thread != null && thread.isVirtual() ? thread.getJavaThreadId() : 0,
        clock.monotonicNanos(start, end),
        clock.monotonicNanos(end, end),
        detail(kind, event),
        kind == JvmEvent.Kind.MONITOR_ENTER ? tid(thread(event, "previousOwner")) : 0);
  }

  /** Where the recorder says it, since JDK 24; else the thread itself. */
  private static RecordedThread carrier(RecordedEvent event, RecordedThread thread) {
    RecordedThread carrier = thread(event, "carrierThread");
    return carrier == null ? thread : carrier;
  }

  private static String detail(JvmEvent.Kind kind, RecordedEvent event) {
    return switch (kind) {
      case MONITOR_ENTER, MONITOR_WAIT -> type(event, "monitorClass");
      case PARK -> type(event, "parkedClass");
      case PINNED -> text(event, "pinnedReason");
      case SOCKET_READ, SOCKET_WRITE -> peer(event);
      case FILE_READ, FILE_WRITE -> text(event, "path");
      case COMPILATION -> method(event) + " (" + text(event, "compiler") + ")";
      case DEOPTIMIZATION -> method(event) + ": " + text(event, "reason");
      case CLASS_LOAD -> type(event, "loadedClass");
      case ALLOCATION_STALL -> text(event, "type");
      case SAFEPOINT_LATENCY -> text(event, "threadState");
      case SLEEP -> "";
    };
  }

  private static String peer(RecordedEvent event) {
    String host = text(event, "host");
    return (host.isEmpty() ? text(event, "address") : host) + ":" + text(event, "port");
  }

  private static String type(RecordedEvent event, String field) {
    return event.hasField(field) && event.getValue(field) instanceof RecordedClass type
        ? type.getName()
        : "";
  }

  private static String method(RecordedEvent event) {
    return event.hasField("method") && event.getValue("method") instanceof RecordedMethod method
        ? method.getType().getName() + "." + method.getName()
        : "";
  }

  private static String text(RecordedEvent event, String field) {
    Object value = event.hasField(field) ? event.getValue(field) : null;
    return value == null ? "" : value.toString();
  }

  private static RecordedThread thread(RecordedEvent event, String field) {
    return event.hasField(field) ? event.getThread(field) : null;
  }

  /** The number here of a platform thread; of a virtual one the recorder does not say it. */
  private int tid(RecordedThread thread) {
    if (thread == null || thread.isVirtual()) {
      return 0;
    }
    int tid = threads.tid(thread.getOSThreadId());
    threads.named(tid, thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName());
    return tid;
  }

  static long epochNanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }
}
