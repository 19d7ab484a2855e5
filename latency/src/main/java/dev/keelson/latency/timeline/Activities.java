package dev.keelson.latency.timeline;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one thread did according to its JVM. Mutable, confined to one thread. */
final class Activities {
  private final List<Activity> activities = new ArrayList<>();

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
    activities.add(place, activity);
    return true;
  }

  void forgetBefore(long nanos) {
    activities.removeIf(activity -> activity.endNanos() < nanos);
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
    for (int i = activities.size() - 1; i >= 0; i--) {
      Activity activity = activities.get(i);
      if (activity.endNanos() <= fromNanos) {
        break; // in order of their ends: no earlier one reaches into the interval
      }
      if (!kinds.contains(activity.kind())) {
        continue;
      }
      long overlap =
          Math.min(toNanos, activity.endNanos()) - Math.max(fromNanos, activity.startNanos());
      boolean inner =
          best != null
              && overlap == bestOverlap
              && activity.startNanos() - activity.endNanos() > best.startNanos() - best.endNanos();
      if (overlap > bestOverlap || inner) {
        best = activity;
        bestOverlap = overlap;
      }
    }
    return Optional.ofNullable(best);
  }
}
