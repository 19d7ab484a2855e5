package dev.keelson.latency.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ActivitiesTest {
  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  @Property(tries = 500)
  void theOneThatCoversMostIsFoundAsByLookingAtAll(@ForAll long seed) {
    Random random = new Random(seed);
    Activities activities = new Activities();
    List<Activity> all = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 60; i++) {
      now += random.nextInt(20);
      long start = Math.max(0, now - random.nextInt(random.nextInt(8) == 0 ? 400 : 30));
      long end = start + 1 + random.nextInt(40);
      Activity one = new Activity(Kind.PARK, 1, i, start, end, "", 0);
      all.add(one);
      assertThat(activities.add(one)).isTrue();
      assertThat(activities.add(one)).isFalse();
      if (random.nextInt(15) == 0) {
        long horizon = Math.max(0, now - 200);
        activities.forgetBefore(horizon);
        all.removeIf(activity -> activity.endNanos() < horizon);
      }
      long from = random.nextInt((int) now + 50);
      long to = from + 1 + random.nextInt(60);
      Optional<Activity> found = activities.covering(from, to, ALL);
      assertThat(found.map(activity -> overlap(activity, from, to)))
          .isEqualTo(best(all, from, to).map(activity -> overlap(activity, from, to)));
      assertThat(found.map(ActivitiesTest::length))
          .isEqualTo(best(all, from, to).map(ActivitiesTest::length));
    }
  }

  private static Optional<Activity> best(List<Activity> all, long from, long to) {
    return all.stream()
        .filter(activity -> overlap(activity, from, to) > (to - from) / 2)
        .max(
            Comparator.comparingLong((Activity activity) -> overlap(activity, from, to))
                .thenComparing(Comparator.comparingLong(ActivitiesTest::length).reversed()));
  }

  private static long overlap(Activity activity, long from, long to) {
    return Math.min(to, activity.endNanos()) - Math.max(from, activity.startNanos());
  }

  private static long length(Activity activity) {
    return activity.endNanos() - activity.startNanos();
  }
}
