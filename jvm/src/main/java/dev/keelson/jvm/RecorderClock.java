package dev.keelson.jvm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Turns time stamps of a flight recorder into CLOCK_MONOTONIC.
 *
 * <pre>
 *   Instant --header of its file--> recorder's ticks --line through the ties--> CLOCK_MONOTONIC
 * </pre>
 *
 * <p>The recorder reads the processor's counter, or CLOCK_MONOTONIC where that cannot be trusted,
 * and its reader makes an {@code Instant} of it by the begin and the frequency that the file's
 * header gives. That frequency was measured for some milliseconds at the JVM's start and may be off
 * by tens of millionths: after a minute, by a millisecond. So the ticks are recovered, and tied to
 * our clock by what both sides know: the beginnings of stops, which HotSpot notes in ours, and the
 * beginnings of files, where it wrote down both. A straight line through them gives the rest.
 *
 * <p>Safe for use by several threads.
 */
final class RecorderClock {
  private static final int TIES = 512;
  private static final int STOPS = 1024;

  // Few enough that a file's begin, off by up to some microseconds, is of use.
  private static final int ENOUGH_STOPS = 8;

  // A slope from ties that lie closer together would be noise: 100 ns in 2 s are 50 millionths.
  private static final double LEAST_SPAN_NANOS = 2e9;

  // How far a stop may be from where the line puts it. Once there are some ties that is less than a
  // microsecond, and stops that close do not exist. At first the line may be off by more: then the
  // stop waits for better ones, and is taken in the end if no other is near.
  private static final long CLEARLY_SAME_NANOS = 20_000;
  private static final long PROBABLY_SAME_NANOS = 20_000_000;
  private static final int MOST_WAITING = 16;

  /** The recorder's own time of a moment, and ours. */
  private record Tie(double recorderNanos, long monotonicNanos) {
    double distance() {
      return monotonicNanos - recorderNanos;
    }
  }

  private final NavigableMap<Long, ChunkHeader> headers = new TreeMap<>();
  private final Deque<Tie> files = new ArrayDeque<>();
  private final Deque<Tie> stops = new ArrayDeque<>();
  private final Deque<Long> seen = new ArrayDeque<>();
  private final Deque<Double> recorded = new ArrayDeque<>();

  private boolean stale = true;
  private double origin;
  private double distance;
  private double slope;
  private long residualP99 = -1;

  /**
   * Knows a file of the recording.
   *
   * @param realtimeLessMonotonic CLOCK_REALTIME less CLOCK_MONOTONIC, now
   */
  synchronized void file(ChunkHeader header, long realtimeLessMonotonic) {
    if (headers.putIfAbsent(header.startNanos(), header) == null) {
      add(
          files,
          new Tie(header.startRecorderNanos(), header.startNanos() - realtimeLessMonotonic),
          TIES);
      if (headers.size() > STOPS) {
        headers.pollFirstEntry();
      }
    }
  }

  /** Knows a stop by its probes. */
  synchronized void stopSeen(long startNanos) {
    seen.addLast(startNanos);
    if (seen.size() > STOPS) {
      seen.removeFirst();
    }
    match();
  }

  /**
   * Knows a stop by the recorder.
   *
   * @param startEpochNanos when it began
   * @param endEpochNanos when the event was over
   */
  synchronized void stopRecorded(long startEpochNanos, long endEpochNanos) {
    recorded.addLast(header(endEpochNanos).recorderNanos(startEpochNanos));
    match();
  }

  /** Ties what both have told; the recorder may tell of a stop while it lasts, the probes after. */
  private void match() {
    if (!isSet()) {
      return;
    }
    recorded.removeIf(start -> tie(start, CLEARLY_SAME_NANOS));
    if (recorded.size() > MOST_WAITING) {
      boolean _ = tie(recorded.removeFirst(), PROBABLY_SAME_NANOS);
    }
  }

  private boolean tie(double recorderNanos, long farthest) {
    long guess = monotonicNanos(recorderNanos);
    long nearest = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    long found = 0;
    for (long start : seen) {
      long away = Math.abs(start - guess);
      if (away < nearest) {
        second = nearest;
        nearest = away;
        found = start;
      } else {
        second = Math.min(second, away);
      }
    }
    if (nearest > farthest || second < 4 * nearest) {
      return false;
    }
    add(stops, new Tie(recorderNanos, found), TIES);
    return true;
  }

  private void add(Deque<Tie> ties, Tie tie, int limit) {
    ties.addLast(tie);
    if (ties.size() > limit) {
      ties.removeFirst();
    }
    stale = true;
  }

  /** Whether anything is known yet. */
  synchronized boolean isSet() {
    return !headers.isEmpty();
  }

  /**
   * A time stamp of an event on our clock.
   *
   * @param epochNanos the time stamp
   * @param endEpochNanos when the event was over, which says what file it is in
   * @throws IllegalStateException before a file is known
   */
  synchronized long monotonicNanos(long epochNanos, long endEpochNanos) {
    return monotonicNanos(header(endEpochNanos).recorderNanos(epochNanos));
  }

  private long monotonicNanos(double recorderNanos) {
    fit();
    return Math.round(recorderNanos + distance + slope * (recorderNanos - origin));
  }

  /** Of 100 ties, 99 lie so close to the line; empty before there are two. */
  synchronized OptionalLong residualP99Nanos() {
    if (isSet()) {
      fit();
    }
    return residualP99 < 0 ? OptionalLong.empty() : OptionalLong.of(residualP99);
  }

  private ChunkHeader header(long endEpochNanos) {
    if (headers.isEmpty()) {
      throw new IllegalStateException("no file of the recording is known yet");
    }
    var entry = headers.floorEntry(endEpochNanos);
    return entry == null ? headers.firstEntry().getValue() : entry.getValue();
  }

  private void fit() {
    if (!stale) {
      return;
    }
    stale = false;
    List<Tie> ties = new ArrayList<>(stops);
    if (ties.size() < ENOUGH_STOPS) {
      ties.addAll(files);
    }
    ties.sort((a, b) -> Double.compare(a.recorderNanos, b.recorderNanos));
    origin = ties.getFirst().recorderNanos;
    boolean sameClock = headers.lastEntry().getValue().ticksAreNanos();
    slope = sameClock ? 0 : slope(ties);
    distance = median(ties.stream().mapToDouble(this::offset).toArray());
    double[] residuals =
        ties.stream().mapToDouble(tie -> Math.abs(offset(tie) - distance)).sorted().toArray();
    residualP99 =
        residuals.length < 2
            ? -1
            : Math.round(residuals[(int) Math.ceil(residuals.length * 0.99) - 1]);
  }

  private double offset(Tie tie) {
    return tie.distance() - slope * (tie.recorderNanos - origin);
  }

  /**
   * The middle one of the slopes between ties half of the whole apart: one that is wrong (the VM
   * thread lost its CPU between two readings) bends nothing.
   */
  private static double slope(List<Tie> ties) {
    double span = ties.getLast().recorderNanos - ties.getFirst().recorderNanos;
    if (span < LEAST_SPAN_NANOS) {
      return 0;
    }
    int half = ties.size() / 2;
    double[] slopes =
        IntStream.range(0, ties.size() - half)
            .filter(i -> ties.get(i + half).recorderNanos - ties.get(i).recorderNanos > span / 4)
            .mapToDouble(i -> {
              Tie from = ties.get(i);
              Tie to = ties.get(i + half);
              return (to.distance() - from.distance()) / (to.recorderNanos - from.recorderNanos);
            })
            .toArray();
    return slopes.length == 0 ? 0 : median(slopes);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
