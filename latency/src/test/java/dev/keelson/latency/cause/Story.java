package dev.keelson.latency.cause;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An invented measurement, told thread by thread. Times are microseconds from its beginning. Every
 * thread starts on a CPU at 0.
 */
final class Story {
  static final int FUTEX = 202;
  static final int READ = 0;
  static final int WRITE = 1;
  static final int FSYNC = 74;
  static final int EPOLL_WAIT = 232;
  static final int PROCESS = 100;
  private static final int INTERRUPTIBLE = 1;

  final List<Fact> facts = new ArrayList<>();

  /** A thread that is told of. */
  final class Teller {
    private final int tid;
    private long now;
    private long onCpu;
    private long interrupts;

    private int cpu;
    private String stranger = "";
    private long bound;

    private Teller(int tid) {
      this.tid = tid;
      this.cpu = tid;
    }

    /** From its next turn on it gets that CPU; all have one of their own to begin with. */
    Teller on(int number) {
      cpu = number;
      return this;
    }

    /** In its next waits a thread of another process had the CPU, too. */
    Teller besides(String name) {
      stranger = name;
      return this;
    }

    Teller runs(long untilMicros) {
      onCpu += untilMicros * 1_000 - now;
      now = untilMicros * 1_000;
      return this;
    }

    Teller interrupted(long micros) {
      interrupts += micros * 1_000;
      return this;
    }

    /** Waits for a CPU that somebody else has. */
    Teller waitsForCpu(long untilMicros, String occupant) {
      return turn(Turn.Kind.PREEMPTED, -1, untilMicros * 1_000 - now, 0, Blocked.NOT, occupant);
    }

    /** Throttled, then waiting for a CPU. */
    Teller throttled(long untilMicros, long waitsUntilMicros) {
      long wait = waitsUntilMicros * 1_000 - now;
      long throttled = untilMicros * 1_000 - now;
      return turn(Turn.Kind.PREEMPTED, -1, wait, throttled, Blocked.NOT, "other");
    }

    /** Throttled, and until when at most is known. */
    Teller throttledAtMost(long untilMicros, String occupant) {
      bound = untilMicros * 1_000 - now;
      return waitsForCpu(untilMicros, occupant);
    }

    Teller inFutex(long untilMicros, int waker) {
      return blocked(
          untilMicros,
          0,
          new Blocked(INTERRUPTIBLE, FUTEX, 0, 0x189, 0, false, false, waker, PROCESS));
    }

    Teller inMutex(long untilMicros, int waker) {
      return blocked(
          untilMicros,
          0,
          new Blocked(INTERRUPTIBLE, FUTEX, 0, 0x80, 2, false, false, waker, PROCESS));
    }

    Teller inCall(long untilMicros, int call, long argument, boolean io) {
      return blocked(
          untilMicros, 0, new Blocked(io ? 2 : 1, call, argument, 0, 0, io, false, 0, 0));
    }

    Teller inState(long untilMicros, int state) {
      return blocked(untilMicros, 0, new Blocked(state, -1, 0, 0, 0, false, false, 0, 0));
    }

    Teller reclaiming(long untilMicros) {
      return blocked(untilMicros, 0, new Blocked(2, -1, 0, 0, 0, false, true, 0, 0));
    }

    /** Blocked, then runnable for so long. */
    Teller blocked(long untilMicros, long waitMicros, Blocked blocked) {
      return turn(
          Turn.Kind.WOKEN, untilMicros * 1_000 - now, waitMicros * 1_000, 0, blocked, "other");
    }

    private Teller turn(
        Turn.Kind kind, long offCpu, long wait, long throttled, Blocked blocked, String occupant) {
      now += Math.max(0, offCpu) + wait;
      facts.add(
          new Turn(
              tid,
              PROCESS,
              cpu,
              kind,
              now,
              wait,
              offCpu,
              onCpu,
              interrupts,
              throttled,
              bound,
              0,
              blocked,
              new Occupant(occupant.equals("idle") ? 0 : 1, 1, wait, occupant),
              stranger));
      onCpu = 0;
      interrupts = 0;
      return this;
    }

    Teller tells(Kind kind, long fromMicros, long toMicros, String detail) {
      facts.add(
          new Fact.Jvm(
              new Activity(kind, tid, 0, fromMicros * 1_000, toMicros * 1_000, detail, 0)));
      return this;
    }
  }

  Teller thread(int tid, String name) {
    return thread(tid, name, ThreadRole.APPLICATION);
  }

  Teller thread(int tid, String name, ThreadRole role) {
    facts.add(new Fact.Named(tid, PROCESS, name, role));
    return new Teller(tid);
  }

  Story stop(long start, long stopped, long end, String operation, boolean collection) {
    facts.add(
        new Fact.Jvm(new Stop(start * 1_000, stopped * 1_000, end * 1_000, operation, collection)));
    return this;
  }

  Story descriptor(int number, Fact.Descriptor.Kind kind, String text) {
    facts.add(new Fact.Descriptor(PROCESS, number, 0, kind, text));
    return this;
  }

  CauseReport explained() {
    CauseAnalysis analysis =
        new CauseAnalysis(
            new CauseAnalysis.Settings(
                1_000, OptionalLong.empty(), 0, 10_000_000_000L, Long.MAX_VALUE / 2),
            new Origin(0, 0),
            "x86_64");
    facts.forEach(analysis::accept);
    return analysis.finish();
  }

  /** The intervals of one thread, the longest first, as text. */
  List<String> of(int tid) {
    return explained().worst().stream()
        .filter(interval -> interval.tid() == tid && interval.kind() == Interval.Kind.WAIT)
        .map(Story::text)
        .toList();
  }

  /** Who or what the parts of a thread's only interval name, and how long each is. */
  List<String> partsOf(int tid) {
    return explained().worst().stream()
        .filter(interval -> interval.tid() == tid)
        .flatMap(interval -> interval.parts().stream())
        .map(part -> part.detail() + " " + micros(part.nanos()))
        .toList();
  }

  /** The pauses, the longest first, as text. */
  List<String> pauses() {
    return explained().worst().stream()
        .filter(interval -> interval.kind() == Interval.Kind.PAUSE)
        .map(Story::text)
        .toList();
  }

  private static String text(Interval interval) {
    StringBuilder text =
        new StringBuilder(
            "%d+%d:".formatted(micros(interval.startNanos()), micros(interval.durationNanos())));
    for (Part part : interval.parts()) {
      text.append(" %s %d;".formatted(part.cause(), micros(part.nanos())));
    }
    return text.toString();
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }
}
