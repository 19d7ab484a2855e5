package dev.keelson.latency.timeline;

import static dev.keelson.latency.timeline.Standstills.SHORTEST_NANOS;

import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When anything of one process ran, as far as it is not examined yet, and who could have. Mutable,
 * confined to one thread.
 */
final class Runs {
  // __TASK_STOPPED and __TASK_TRACED of include/linux/sched.h, v5.15 to v6.18.
  private static final int STOPPED_OR_TRACED = 0x4 | 0x8;

  /** A thread that could have run. */
  private record Waiting(int tid, long fromNanos, long toNanos) {}

  private final int pid;
  // Disjoint, in order of time, each at least a standstill from the next: what lies closer together
  // is one.
  private long[] starts = new long[8];
  private long[] ends = new long[8];
  private int size;
  private long examinedUntil = Long.MIN_VALUE;
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Standstill> found = new ArrayList<>();

  Runs(int pid) {
    this.pid = pid;
  }

  boolean isEmpty() {
    return size == 0 && waiting.isEmpty() && found.isEmpty();
  }

  List<Standstill> add(Turn turn, boolean counts) {
    long left = turn.leftNanos();
    List<Standstill> refuted = new ArrayList<>(ran(left - turn.onCpuNanos(), left));
    if (turn.kind() != Turn.Kind.CUT) {
      refuted.addAll(ran(turn.endNanos(), turn.endNanos()));
    }
    if (counts) {
      boolean stopped = (turn.blocked().state() & STOPPED_OR_TRACED) != 0;
      long from = stopped ? left : turn.runnableNanos();
      if (turn.endNanos() - from >= SHORTEST_NANOS && turn.endNanos() > examinedUntil) {
        waiting.add(new Waiting(turn.tid(), from, turn.endNanos()));
      }
    }
    return refuted;
  }

  /**
   * Something ran.
   *
   * @return which standstills that refutes
   */
  List<Standstill> ran(long fromNanos, long toNanos) {
    List<Standstill> refuted = List.of();
    if (!found.isEmpty() && fromNanos < found.getLast().toNanos()) {
      refuted = overlapping(fromNanos, toNanos);
      found.removeAll(refuted);
    }
    if (toNanos >= examinedUntil) {
      include(Math.max(fromNanos, examinedUntil), toNanos);
    }
    return refuted;
  }

  private List<Standstill> overlapping(long fromNanos, long toNanos) {
    return found.stream()
        .filter(one -> fromNanos < one.toNanos() && toNanos > one.fromNanos())
        .toList();
  }

  private void include(long fromNanos, long toNanos) {
    int after = size;
    while (after > 0 && starts[after - 1] - toNanos >= SHORTEST_NANOS) {
      after--;
    }
    int before = after;
    long start = fromNanos;
    long end = toNanos;
    while (before > 0 && fromNanos - ends[before - 1] < SHORTEST_NANOS) {
      before--;
      start = Math.min(start, starts[before]);
      end = Math.max(end, ends[before]);
    }
    if (size + 1 - (after - before) > starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    System.arraycopy(starts, after, starts, before + 1, size - after);
    System.arraycopy(ends, after, ends, before + 1, size - after);
    starts[before] = start;
    ends[before] = end;
    size += 1 - (after - before);
  }

  void examineUntil(long nanos, List<Standstill> into) {
    int examined = 0;
    while (examined + 1 < size && starts[examined + 1] <= nanos) {
      examine(ends[examined], starts[examined + 1], into);
      examined++;
    }
    if (examined > 0) {
      examinedUntil = starts[examined];
      System.arraycopy(starts, examined, starts, 0, size - examined);
      System.arraycopy(ends, examined, ends, 0, size - examined);
      size -= examined;
      waiting.removeIf(one -> one.toNanos() <= examinedUntil);
    }
  }

  // Nothing ran from the one time to the other: who could run at its end had been able to since it
  // began to wait.
  private void examine(long fromNanos, long toNanos, List<Standstill> into) {
    Waiting first = null;
    boolean several = false;
    for (Waiting one : waiting) {
      boolean inside = one.toNanos() >= toNanos && toNanos - one.fromNanos() >= SHORTEST_NANOS;
      if (inside) {
        several |= first != null && first.tid() != one.tid();
        first = first == null || one.fromNanos() < first.fromNanos() ? one : first;
      }
    }
    if (several) {
      Standstill standstill =
          new Standstill(pid, first.tid(), Math.max(fromNanos, first.fromNanos()), toNanos);
      found.add(standstill);
      into.add(standstill);
    }
  }

  void forgetBefore(long nanos) {
    found.removeIf(one -> one.toNanos() < nanos);
    waiting.removeIf(one -> one.toNanos() < nanos);
    if (size == 1 && ends[0] < nanos) {
      size = 0;
      examinedUntil = nanos;
    }
  }
}
