package dev.keelson.latency.timeline;

import dev.keelson.latency.fact.Turn;
import java.util.Arrays;

/**
 * A list of turns, kept as numbers in one array: a hundred thousand turns a second that stay for a
 * minute are too many objects for a collector. Mutable, confined to one thread.
 */
final class PackedTurns {
  private static final int FIRST_CAPACITY = 4;

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

  private static final Turn.Kind[] KINDS = Turn.Kind.values();

  private final int tid;
  private long[] words = new long[FIRST_CAPACITY * WORDS];
  private String[] occupants = new String[FIRST_CAPACITY];
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
    return words[(first + index) * WORDS + END];
  }

  Turn get(int index) {
    int at = (first + index) * WORDS;
    int rest = low(at + PID_AND_REST);
    long offCpu = words[at + OFF_CPU];
    return new Turn(
        tid,
        high(at + PID_AND_REST),
        rest & CPU_MASK,
        KINDS[rest >>> KIND_SHIFT & KIND_MASK],
        words[at + END],
        words[at + WAIT],
        offCpu,
        words[at + ON_CPU],
        words[at + INTERRUPT],
        words[at + THROTTLED],
        words[at + THROTTLE_BOUND],
        words[at + VIRTUAL_THREAD],
        new Turn.Blocked(
            high(at + STATE_AND_CALL),
            low(at + STATE_AND_CALL),
            words[at + ARGUMENT_0],
            words[at + ARGUMENT_1],
            words[at + ARGUMENT_2],
            (rest & IO) != 0,
            (rest & RECLAIM) != 0,
            high(at + WAKER_IDS),
            low(at + WAKER_IDS)),
        new Turn.Occupant(
            high(at + OCCUPANT_IDS),
            low(at + OCCUPANT_IDS),
            words[at + OCCUPANT],
            occupants[first + index]));
  }

  /** Puts a turn before the one at that place. */
  void add(int index, Turn turn) {
    makeRoom();
    int place = first + index;
    int later = size - index;
    System.arraycopy(words, place * WORDS, words, (place + 1) * WORDS, later * WORDS);
    System.arraycopy(occupants, place, occupants, place + 1, later);
    put(place, turn);
    size++;
  }

  /** Drops so many of the first. */
  void removeFirst(int count) {
    Arrays.fill(occupants, first, first + count, null);
    first += count;
    size -= count;
    if (size * 4 < occupants.length && occupants.length > FIRST_CAPACITY) {
      resize(Math.max(FIRST_CAPACITY, size * 2));
    }
  }

  private void makeRoom() {
    if (first + size < occupants.length) {
      return;
    }
    resize(first > size / 2 ? occupants.length : Math.multiplyExact(occupants.length, 2));
  }

  private void resize(int capacity) {
    long[] newWords = new long[Math.multiplyExact(capacity, WORDS)];
    String[] newOccupants = new String[capacity];
    System.arraycopy(words, first * WORDS, newWords, 0, size * WORDS);
    System.arraycopy(occupants, first, newOccupants, 0, size);
    words = newWords;
    occupants = newOccupants;
    first = 0;
  }

  private void put(int place, Turn turn) {
    int at = place * WORDS;
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
            | turn.kind().ordinal() << KIND_SHIFT
            | (blocked.io() ? IO : 0)
            | (blocked.reclaim() ? RECLAIM : 0);
    words[at + PID_AND_REST] = pair(turn.pid(), rest);
    occupants[place] = occupant.name();
  }

  private int high(int word) {
    return (int) (words[word] >> Integer.SIZE);
  }

  private int low(int word) {
    return (int) words[word];
  }

  private static long pair(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }
}
