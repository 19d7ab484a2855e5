package dev.keelson.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the longest waits seen. Mutable, confined to one thread; a wait that is not among the
 * longest costs one comparison.
 */
final class LongestWaits {
  private final Entry[] entries;
  private int size;
  private int shortest;

  LongestWaits(int capacity) {
    entries = new Entry[capacity];
    Arrays.setAll(entries, i -> new Entry());
  }

  /** Whether a wait of that length has a place. */
  boolean accepts(long nanos) {
    return size < entries.length || nanos > entries[shortest].nanos;
  }

  /** The entry to fill for a wait that was accepted; the shortest one loses its place. */
  Entry place(long nanos) {
    Entry entry = size < entries.length ? entries[size++] : entries[shortest];
    entry.nanos = nanos;
    shortest = 0;
    for (int i = 1; i < size; i++) {
      if (entries[i].nanos < entries[shortest].nanos) {
        shortest = i;
      }
    }
    return entry;
  }

  /** Longest first. */
  List<Entry> sorted() {
    List<Entry> sorted = new ArrayList<>(Arrays.asList(entries).subList(0, size));
    sorted.sort(Comparator.comparingLong((Entry entry) -> entry.nanos).reversed());
    return sorted;
  }

  /** A wait. */
  static final class Entry {
    long nanos;
    long endNanos;
    long occupantNanos;
    int tid;
    int cpu;
    int occupantTid;
    int occupantPid;
    boolean preempted;
    String occupant = "";
  }
}
