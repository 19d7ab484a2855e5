package dev.keelson.latency.timeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of the threads that are followed had a CPU, and when. A stay is told when the thread's next
 * turn ends, which may be long after stays that came later: so they lie in buckets by the time of
 * their ends, and are sorted when somebody asks. Mutable, confined to one thread.
 */
public final class Stays {
  /**
   * The time that a thread had a CPU.
   *
   * @param tid the thread
   * @param fromNanos when it got it
   * @param toNanos when it left it
   */
  public record Stay(int tid, long fromNanos, long toNanos) {}

  /** Takes stays in. */
  interface Listener {
    void stayed(int cpu, int tid, long fromNanos, long toNanos);
  }

  // Some 8 ms.
  private static final int BUCKET_SHIFT = 23;

  // Who had a CPU for less kept nobody waiting for long: a wait that is explained is longer.
  private static final long SHORTEST_NANOS = 5_000;

  // Of so many in one wait each is a small part of it.
  private static final int CROWD = 64;

  private static final int WORDS = 3;

  private static final class Bucket {
    long[] words = new long[4 * WORDS];
    int used;
  }

  private final Map<Integer, TreeMap<Long, Bucket>> byCpu = new HashMap<>();

  void add(int cpu, int tid, long fromNanos, long toNanos) {
    if (toNanos - fromNanos < SHORTEST_NANOS) {
      return;
    }
    Bucket bucket =
        byCpu
            .computeIfAbsent(cpu, _ -> new TreeMap<>())
            .computeIfAbsent(toNanos >> BUCKET_SHIFT, _ -> new Bucket());
    if (bucket.used == bucket.words.length) {
      bucket.words = Arrays.copyOf(bucket.words, 2 * bucket.used);
    }
    bucket.words[bucket.used++] = tid;
    bucket.words[bucket.used++] = fromNanos;
    bucket.words[bucket.used++] = toNanos;
  }

  void forgetBefore(long nanos) {
    byCpu.values().forEach(buckets -> buckets.headMap(nanos >> BUCKET_SHIFT).clear());
    byCpu.values().removeIf(Map::isEmpty);
  }

  /**
   * The stays on that CPU that ended in that time, in order. Of a crowd the longest stands for all,
   * and for all of the time: a machine with thousands of busy threads has thousands of waits at
   * once with thousands of stays in each.
   */
  public List<Stay> endingIn(int cpu, long fromNanos, long toNanos) {
    TreeMap<Long, Bucket> buckets = byCpu.get(cpu);
    if (buckets == null || toNanos <= fromNanos) {
      return List.of();
    }
    List<Stay> found = new ArrayList<>();
    int count = 0;
    Stay longest = new Stay(0, 0, 0);
    for (Bucket bucket :
        buckets.subMap(fromNanos >> BUCKET_SHIFT, true, toNanos >> BUCKET_SHIFT, true).values()) {
      for (int i = 0; i < bucket.used; i += WORDS) {
        long from = bucket.words[i + 1];
        long to = bucket.words[i + 2];
        if (to <= fromNanos || to > toNanos) {
          continue;
        }
        count++;
        boolean isLongest = to - from > longest.toNanos() - longest.fromNanos();
        if (isLongest || count <= CROWD) {
          Stay stay = new Stay((int) bucket.words[i], from, to);
          longest = isLongest ? stay : longest;
          found.add(stay);
        }
      }
    }
    if (count > CROWD) {
      return List.of(new Stay(longest.tid(), fromNanos, toNanos));
    }
    found.sort(Comparator.comparingLong(Stay::toNanos));
    return found;
  }
}
