package dev.keelson.latency.cause;

/**
 * The intervals above a limit, of which every one was to be kept.
 *
 * @param limitNanos the limit; an interval that is exactly so long is not above it
 * @param all how many there were, and how long
 * @param dropped of these, what is not in the report because there were too many: the shortest
 */
public record AboveLimit(long limitNanos, CauseReport.Sum all, CauseReport.Sum dropped) {
  /** Of two measurements; of different limits the higher one. */
  AboveLimit plus(AboveLimit other) {
    return new AboveLimit(
        Math.max(limitNanos, other.limitNanos), all.plus(other.all), dropped.plus(other.dropped));
  }
}
