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
  private final PackedTurns turns;

  // Behind the turn that was looked up last by its end: they are mostly asked for one after
  // another.
  private int next;
  private Optional<Turn> supposed = Optional.empty();

  /** Of a thread of which nothing is known yet. */
  public Track(int tid) {
    turns = new PackedTurns(tid);
  }

  /** Takes a turn in; false if it is known already. */
  boolean add(Turn turn) {
    int place = turns.size();
    while (place > 0 && turns.endNanos(place - 1) > turn.endNanos()) {
      place--; // a few steps: rings of one measurement are nearly in order
    }
    if (place > 0 && turns.endNanos(place - 1) == turn.endNanos()) {
      return false; // the same turn again: a thread has only one at a time
    }
    turns.add(place, turn);
    return true;
  }

  /**
   * Hands on when and where the thread ran before a turn of this track, and after it if that turn
   * was told of earlier. Where the thread ran before a turn is known from the turn before it.
   */
  void stays(Turn turn, Stays.Listener stays) {
    int place = firstEndingAfter(turn.endNanos() - 1);
    if (place > 0) {
      stay(place - 1, turn, stays);
    }
    if (place + 1 < turns.size()) {
      stay(place, turns.get(place + 1), stays);
    }
  }

  private void stay(int before, Turn turn, Stays.Listener stays) {
    long from = turns.endNanos(before);
    // Else turns in between were lost.
    if (from == turn.leftNanos() - turn.onCpuNanos()) {
      stays.stayed(turns.cpu(before), turn.tid(), from, turn.leftNanos());
    }
  }

  /**
   * Forgets the turns that ended before; the memory of a long measurement is bounded so.
   *
   * @return how many
   */
  int forgetBefore(long nanos) {
    int forgotten = firstEndingAfter(nanos);
    turns.removeFirst(forgotten);
    next = Math.max(0, next - forgotten);
    return forgotten;
  }

  /** The turn that the thread is in, as far as it has come; {@link Observed#suppose}. */
  void suppose(Optional<Turn> turn) {
    supposed = turn;
  }

  boolean isEmpty() {
    return turns.size() == 0;
  }

  /**
   * What the thread was doing, without gap or overlap, from the one time to the other. After its
   * last turn a thread is presumed to run: that is how a turn ends.
   */
  public List<Stretch> between(long fromNanos, long toNanos) {
    Cut cut = new Cut(fromNanos, toNanos);
    for (int i = firstEndingAfter(fromNanos); i < turns.size() && cut.at < toNanos; i++) {
      cut.along(turns.get(i));
    }
    supposed.filter(turn -> turn.endNanos() > knownUntilNanos()).ifPresent(cut::along);
    boolean goesOn =
        !isEmpty()
            && cut.at >= knownUntilNanos()
            && switch (turns.get(turns.size() - 1).kind()) {
              case WOKEN, PREEMPTED -> true;
              case EXITED, CUT -> false;
            };
    cut.until(toNanos, goesOn ? Phase.RUNNING : Phase.UNKNOWN, Optional.empty());
    return cut.stretches;
  }

  /** The turn that ended at that time; empty when it is forgotten. */
  public Optional<Turn> endingAt(long nanos) {
    int place =
        next < turns.size() && turns.endNanos(next) == nanos ? next : firstEndingAfter(nanos - 1);
    next = place + 1;
    return place < turns.size() && turns.endNanos(place) == nanos
        ? Optional.of(turns.get(place))
        : Optional.empty();
  }

  /** When its last known turn ended; the smallest long when none is known. */
  public long knownUntilNanos() {
    return isEmpty() ? Long.MIN_VALUE : turns.endNanos(turns.size() - 1);
  }

  private int firstEndingAfter(long nanos) {
    int low = 0;
    int high = turns.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (turns.endNanos(middle) > nanos) {
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

    void along(Turn turn) {
      until(turn.leftNanos() - turn.onCpuNanos(), Phase.UNKNOWN, Optional.empty());
      until(turn.leftNanos(), Phase.RUNNING, Optional.of(turn));
      until(turn.runnableNanos(), Phase.BLOCKED, Optional.of(turn));
      until(turn.endNanos(), Phase.RUNNABLE, Optional.of(turn));
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
