package dev.keelson.latency.timeline;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** All facts of a measurement that are still remembered. Mutable, confined to one thread. */
public final class Observed {
  private final Map<Integer, Track> tracks = new HashMap<>();
  private final Map<Integer, Activities> activities = new HashMap<>();
  private final Map<Integer, Fact.Named> names = new HashMap<>();
  private final Map<Long, List<Fact.Descriptor>> descriptors = new HashMap<>();
  private final Map<String, Fact.Quota> quotas = new HashMap<>();
  private final List<Fact.Missing> missing = new ArrayList<>();
  private final Stops stops = new Stops();
  private OptionalLong clockResidual = OptionalLong.empty();

  /** Takes a fact in; false if it is known already. */
  public boolean add(Fact fact) {
    return switch (fact) {
      case Turn turn -> tracks.computeIfAbsent(turn.tid(), _ -> new Track()).add(turn);
      case Fact.Jvm(Stop stop) -> stops.add(stop);
      case Fact.Jvm(Activity activity) ->
          activities.computeIfAbsent(activity.tid(), _ -> new Activities()).add(activity);
      case Fact.Named named -> !named.equals(names.put(named.tid(), named));
      case Fact.Descriptor descriptor ->
          descriptors
              .computeIfAbsent(
                  key(descriptor.pid(), descriptor.descriptor()), _ -> new ArrayList<>())
              .add(descriptor);
      case Fact.Quota quota -> !quota.equals(quotas.put(quota.cgroup(), quota));
      case Fact.Missing one -> !missing.contains(one) && missing.add(one);
      case Fact.ClockFitted fitted -> {
        clockResidual = OptionalLong.of(fitted.residualP99Nanos());
        yield true;
      }
      case Fact.Stolen _, Fact.Lost _ -> true; // that nothing else explains an interval says it all
    };
  }

  /** Forgets what was over before that time; names and quotas stay. */
  public void forgetBefore(long nanos) {
    tracks.values().forEach(track -> track.forgetBefore(nanos));
    tracks.values().removeIf(Track::isEmpty);
    activities.values().forEach(one -> one.forgetBefore(nanos));
    activities.values().removeIf(Activities::isEmpty);
    descriptors.values().forEach(list -> list.removeIf(one -> one.atNanos() < nanos));
    descriptors.values().removeIf(List::isEmpty);
    stops.forgetBefore(nanos);
  }

  /** The turns of a thread; none if it was never seen. */
  public Track track(int tid) {
    return tracks.getOrDefault(tid, new Track());
  }

  /** The threads of which turns are remembered. */
  public Set<Integer> threads() {
    return Set.copyOf(tracks.keySet());
  }

  /** When the world was stopped. */
  public Stops stops() {
    return stops;
  }

  /** The activity of one of these kinds that covers most of the interval, and at least half. */
  public Optional<Activity> activity(int tid, long fromNanos, long toNanos, Set<Kind> kinds) {
    Activities known = activities.get(tid);
    return known == null ? Optional.empty() : known.covering(fromNanos, toNanos, kinds);
  }

  /** What a thread is called; empty if unknown. */
  public String name(int tid) {
    Fact.Named named = names.get(tid);
    return named == null ? "" : named.name();
  }

  /** What a thread is for; one of which nothing is known may run anything. */
  public ThreadRole role(int tid) {
    Fact.Named named = names.get(tid);
    return named == null ? ThreadRole.APPLICATION : named.role();
  }

  /** The thread that carries out what stops the world. */
  public OptionalInt vmThread() {
    return names.values().stream()
        .filter(named -> named.role() == ThreadRole.VM)
        .mapToInt(Fact.Named::tid)
        .findFirst();
  }

  /** What a descriptor was found to be at about that time. */
  public Optional<Fact.Descriptor> descriptor(int pid, long descriptor, long nanos) {
    Fact.Descriptor nearest = null;
    for (Fact.Descriptor one : descriptors.getOrDefault(key(pid, (int) descriptor), List.of())) {
      if (nearest == null
          || Math.abs(one.atNanos() - nanos) < Math.abs(nearest.atNanos() - nanos)) {
        nearest = one;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** The quotas that hold for the process, any order. */
  public List<Fact.Quota> quotas() {
    return List.copyOf(quotas.values());
  }

  /** The sources that were not there. */
  public List<Fact.Missing> missing() {
    return List.copyOf(missing);
  }

  /** How far off the flight recorder's times are at most, of 99 in 100; empty if not known. */
  public OptionalLong clockResidualNanos() {
    return clockResidual;
  }

  private static long key(int pid, int descriptor) {
    return ((long) pid << 32) | (descriptor & 0xFFFF_FFFFL);
  }
}
