package dev.keelson.latency;

/**
 * How often the ring is read: at set times instead of at every record, for a record that finds the
 * reader asleep costs an interrupt and two switches, which would themselves be measured. The fewer
 * records there are the rarer, for a look costs more than a few records. Only at first, when
 * somebody waits for the first event, it is read more often. Mutable, confined to one thread.
 */
final class DrainPace {
  private static final long FIRST_NANOS = 1_000_000;
  private static final long SHORTEST_NANOS = 20_000_000;
  private static final long LONGEST_NANOS = 100_000_000;

  // Of the 50,000 for which the ring has room, so many at once are a reason to look more often.
  private static final int MANY = 2_000;

  private long nanos = FIRST_NANOS;

  /** Until the next look. */
  long nanos() {
    return nanos;
  }

  /** So many records were there at this look. */
  void drained(int records) {
    nanos =
        records < MANY ? Math.min(2 * nanos, LONGEST_NANOS) : Math.max(nanos / 2, SHORTEST_NANOS);
  }
}
