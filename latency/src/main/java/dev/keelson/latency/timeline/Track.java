package dev.keelson.latency.timeline;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.timeline.Stretch.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The turns of one thread in order of time. Takes them in any order, twice, or with some missing.
 * Mutable, confined to one thread.
 */
public final class Track {
  private final List<Turn> turns = new ArrayList<>();

  /** Takes a turn in; false if it is known already. */
  boolean add(Turn turn) {
    int place = turns.size();
    while (place > 0 && turns.get(place - 1).endNanos() > turn.endNanos()) {
      place--; // a few steps: rings of one measurement are nearly in order
    }
    if (place > 0 && turns.get(place - 1).endNanos() == turn.endNanos()) {
      return false; // the same turn again: a thread has only one at a time
    }
    turns.add(place, turn);
    return true;
  }

  /** Forgets the turns that ended before; the memory of a long measurement is bounded so. */
  void forgetBefore(long nanos) {
    turns.subList(0, firstEndingAfter(nanos)).clear();
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /**
   * What the thread was doing, without gap or overlap, from the one time to the other. After its
   * last turn a thread is presumed to run: that is how a turn ends.
   */
  public List<Stretch> between(long fromNanos, long toNanos) {
    Cut cut = new Cut(fromNanos, toNanos);
    for (int i = firstEndingAfter(fromNanos); i < turns.size() && cut.at < toNanos; i++) {
      Turn turn = turns.get(i);
      cut.until(turn.leftNanos() - turn.onCpuNanos(), Phase.UNKNOWN, Optional.empty());
      cut.until(turn.leftNanos(), Phase.RUNNING, Optional.of(turn));
      cut.until(turn.runnableNanos(), Phase.BLOCKED, Optional.of(turn));
      cut.until(turn.endNanos(), Phase.RUNNABLE, Optional.of(turn));
    }
    boolean goesOn =
        !turns.isEmpty()
            && cut.at >= turns.getLast().endNanos()
            && switch (turns.getLast().kind()) {
              case WOKEN, PREEMPTED -> true;
              case EXITED, CUT -> false;
            };
    cut.until(toNanos, goesOn ? Phase.RUNNING : Phase.UNKNOWN, Optional.empty());
    return cut.stretches;
  }

  private int firstEndingAfter(long nanos) {
    int low = 0;
    int high = turns.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (turns.get(middle).endNanos() > nanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** An interval being cut into stretches from left to right. */
  private static final class Cut {
    final List<Stretch> stretches = new ArrayList<>();
    final long end;
    long at;

    Cut(long from, long end) {
      this.at = from;
      this.end = end;
    }

    void until(long nanos, Phase phase, Optional<Turn> turn) {
      long until = Math.min(nanos, end);
      if (until > at) {
        stretches.add(new Stretch(phase, at, until, turn));
        at = until;
      }
    }
  }
}
