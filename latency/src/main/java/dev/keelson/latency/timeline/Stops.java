package dev.keelson.latency.timeline;

import dev.keelson.jvm.JvmEvent.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the world was stopped, in order of time. Two channels may tell of the same stop: the one
 * that came first stands. Mutable, confined to one thread.
 */
public final class Stops {
  private final List<Stop> stops = new ArrayList<>();

  /** Takes a stop in; false if it is known already. */
  boolean add(Stop stop) {
    int place = firstEndingAfter(stop.startNanos());
    boolean known = place < stops.size() && stops.get(place).startNanos() < stop.endNanos();
    if (!known) {
      stops.add(place, stop);
    }
    return !known;
  }

  void forgetBefore(long nanos) {
    stops.subList(0, firstEndingAfter(nanos)).clear();
  }

  /** The first stop that ends after; it may begin later still. */
  public Optional<Stop> endingAfter(long nanos) {
    int place = firstEndingAfter(nanos);
    return place < stops.size() ? Optional.of(stops.get(place)) : Optional.empty();
  }

  private int firstEndingAfter(long nanos) {
    int low = 0;
    int high = stops.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stops.get(middle).endNanos() > nanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
