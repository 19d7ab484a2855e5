package dev.keelson.latency.timeline;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one thread did according to its JVM. Mutable, confined to one thread. */
final class Activities {
  private final List<Activity> activities = new ArrayList<>();

  // The earliest start of the activity in the same place and of all behind it: where it is not
  // before an interval's end, nothing that follows reaches into the interval.
  private long[] earliest = new long[16];

  /** Takes an activity in; false if it is known already. */
  boolean add(Activity activity) {
    int place = activities.size();
    while (place > 0 && activities.get(place - 1).endNanos() > activity.endNanos()) {
      place--;
    }
    for (int i = place - 1; i >= 0 && activities.get(i).endNanos() == activity.endNanos(); i--) {
      if (activities.get(i).equals(activity)) {
        return false;
      }
    }
    if (activities.size() == earliest.length) {
      earliest = Arrays.copyOf(earliest, 2 * earliest.length);
    }
    System.arraycopy(earliest, place, earliest, place + 1, activities.size() - place);
    activities.add(place, activity);
    long start = activity.startNanos();
    boolean last = place == activities.size() - 1;
    earliest[place] = last ? start : Math.min(start, earliest[place + 1]);
    for (int i = place - 1; i >= 0 && earliest[i] > start; i--) {
      earliest[i] = start;
    }
    return true;
  }

  void forgetBefore(long nanos) {
    int kept = firstEndingAfter(nanos - 1);
    System.arraycopy(earliest, kept, earliest, 0, activities.size() - kept);
    activities.subList(0, kept).clear();
  }

  boolean isEmpty() {
    return activities.isEmpty();
  }

  /**
   * The activity of one of these kinds that covers most of the interval, and at least half; of two
   * that cover the same the shorter one, which is the inner one.
   */
  Optional<Activity> covering(long fromNanos, long toNanos, Set<Kind> kinds) {
    Activity best = null;
    long bestOverlap = (toNanos - fromNanos) / 2;
    int end = activities.size();
    for (int i = firstEndingAfter(fromNanos); i < end && earliest[i] < toNanos; i++) {
      Activity activity = activities.get(i);
      if (!kinds.contains(activity.kind())) {
        continue;
      }
      long overlap =
          Math.min(toNanos, activity.endNanos()) - Math.max(fromNanos, activity.startNanos());
      boolean inner =
          best != null
              && overlap == bestOverlap
              && activity.startNanos() - activity.endNanos() >= best.startNanos() - best.endNanos();
      if (overlap > bestOverlap || inner) {
        best = activity;
        bestOverlap = overlap;
      }
    }
    return Optional.ofNullable(best);
  }

  private int firstEndingAfter(long nanos) {
    int low = 0;
    int high = activities.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (activities.get(middle).endNanos() > nanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
