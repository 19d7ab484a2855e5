package dev.keelson.latency.timeline;

import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of turns, kept as numbers in arrays: a hundred thousand turns a second that stay for a
 * while are too many objects for a collector, and one array that grows is copied too often. It
 * grows at its end and is dropped from its front. Mutable, confined to one thread.
 */
final class PackedTurns {
  private static final int CHUNK = 32;

  // Where the parts of a turn are. Where two share a word, the first is in the upper half.
  private static final int END = 0;
  private static final int WAIT = 1;
  private static final int OFF_CPU = 2;
  private static final int ON_CPU = 3;
  private static final int INTERRUPT = 4;
  private static final int THROTTLED = 5;
  private static final int THROTTLE_BOUND = 6;
  private static final int VIRTUAL_THREAD = 7;
  private static final int ARGUMENT_0 = 8;
  private static final int ARGUMENT_1 = 9;
  private static final int ARGUMENT_2 = 10;
  private static final int OCCUPANT = 11;
  private static final int OCCUPANT_IDS = 12;
  private static final int WAKER_IDS = 13;
  private static final int STATE_AND_CALL = 14;
  private static final int PID_AND_REST = 15;
  private static final int WORDS = 16;

  // The lower half of PID_AND_REST: the CPU, and above it the kind and two flags.
  private static final int KIND_SHIFT = 24;
  private static final int IO = 1 << 28;
  private static final int RECLAIM = 1 << 29;
  private static final int CPU_MASK = (1 << KIND_SHIFT) - 1;
  private static final int KIND_MASK = 0xF;

  private static final class Chunk {
    final long[] words = new long[CHUNK * WORDS];
    final String[] occupants = new String[CHUNK];
    final String[] strangers = new String[CHUNK];
  }

  private final int tid;
  private final List<Chunk> chunks = new ArrayList<>();
  // Where in the first chunk the first turn is.
  private int first;
  private int size;

  /** An empty list of turns of one thread. */
  PackedTurns(int tid) {
    this.tid = tid;
  }

  int size() {
    return size;
  }

  long endNanos(int index) {
    int place = first + index;
    return chunks.get(place / CHUNK).words[place % CHUNK * WORDS + END];
  }

  int cpu(int index) {
    int place = first + index;
    long[] words = chunks.get(place / CHUNK).words;
    return low(words[place % CHUNK * WORDS + PID_AND_REST]) & CPU_MASK;
  }

  Turn get(int index) {
    int place = first + index;
    Chunk chunk = chunks.get(place / CHUNK);
    long[] words = chunk.words;
    int at = place % CHUNK * WORDS;
    int rest = low(words[at + PID_AND_REST]);
    return new Turn(
        tid,
        high(words[at + PID_AND_REST]),
        rest & CPU_MASK,
        kind(rest >>> KIND_SHIFT & KIND_MASK),
        words[at + END],
        words[at + WAIT],
        words[at + OFF_CPU],
        words[at + ON_CPU],
        words[at + INTERRUPT],
        words[at + THROTTLED],
        words[at + THROTTLE_BOUND],
        words[at + VIRTUAL_THREAD],
        new Turn.Blocked(
            high(words[at + STATE_AND_CALL]),
            low(words[at + STATE_AND_CALL]),
            words[at + ARGUMENT_0],
            words[at + ARGUMENT_1],
            words[at + ARGUMENT_2],
            (rest & IO) != 0,
            (rest & RECLAIM) != 0,
            high(words[at + WAKER_IDS]),
            low(words[at + WAKER_IDS])),
        new Turn.Occupant(
            high(words[at + OCCUPANT_IDS]),
            low(words[at + OCCUPANT_IDS]),
            words[at + OCCUPANT],
            chunk.occupants[place % CHUNK]),
        chunk.strangers[place % CHUNK]);
  }

  /** Puts a turn before the one at that place; quick near the end. */
  void add(int index, Turn turn) {
    if (first + size == chunks.size() * CHUNK) {
      chunks.add(new Chunk());
    }
    for (int place = first + size; place > first + index; place--) {
      move(place - 1, place);
    }
    put(first + index, turn);
    size++;
  }

  /** Drops so many of the first. */
  void removeFirst(int count) {
    first += count;
    size -= count;
    chunks.subList(0, first / CHUNK).clear();
    first %= CHUNK;
  }

  private void move(int from, int to) {
    Chunk source = chunks.get(from / CHUNK);
    Chunk target = chunks.get(to / CHUNK);
    System.arraycopy(source.words, from % CHUNK * WORDS, target.words, to % CHUNK * WORDS, WORDS);
    target.occupants[to % CHUNK] = source.occupants[from % CHUNK];
    target.strangers[to % CHUNK] = source.strangers[from % CHUNK];
  }

  private void put(int place, Turn turn) {
    Chunk chunk = chunks.get(place / CHUNK);
    long[] words = chunk.words;
    int at = place % CHUNK * WORDS;
    Turn.Blocked blocked = turn.blocked();
    Turn.Occupant occupant = turn.occupant();
    words[at + END] = turn.endNanos();
    words[at + WAIT] = turn.waitNanos();
    words[at + OFF_CPU] = turn.offCpuNanos();
    words[at + ON_CPU] = turn.onCpuNanos();
    words[at + INTERRUPT] = turn.interruptNanos();
    words[at + THROTTLED] = turn.throttledNanos();
    words[at + THROTTLE_BOUND] = turn.throttleBoundNanos();
    words[at + VIRTUAL_THREAD] = turn.virtualThread();
    words[at + ARGUMENT_0] = blocked.argument0();
    words[at + ARGUMENT_1] = blocked.argument1();
    words[at + ARGUMENT_2] = blocked.argument2();
    words[at + OCCUPANT] = occupant.nanos();
    words[at + OCCUPANT_IDS] = pair(occupant.tid(), occupant.pid());
    words[at + WAKER_IDS] = pair(blocked.wakerTid(), blocked.wakerPid());
    words[at + STATE_AND_CALL] = pair(blocked.state(), blocked.systemCall());
    int rest =
        (turn.cpu() & CPU_MASK)
            | number(turn.kind()) << KIND_SHIFT
            | (blocked.io() ? IO : 0)
            | (blocked.reclaim() ? RECLAIM : 0);
    words[at + PID_AND_REST] = pair(turn.pid(), rest);
    chunk.occupants[place % CHUNK] = occupant.name();
    chunk.strangers[place % CHUNK] = turn.stranger();
  }

  private static int number(Turn.Kind kind) {
    return switch (kind) {
      case WOKEN -> 0;
      case PREEMPTED -> 1;
      case EXITED -> 2;
      case CUT -> 3;
    };
  }

  private static Turn.Kind kind(int number) {
    return switch (number) {
      case 0 -> Turn.Kind.WOKEN;
      case 1 -> Turn.Kind.PREEMPTED;
      case 2 -> Turn.Kind.EXITED;
      default -> Turn.Kind.CUT;
    };
  }

  private static int high(long word) {
    return (int) (word >> Integer.SIZE);
  }

  private static int low(long word) {
    return (int) word;
  }

  private static long pair(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }
}
