package dev.keelson.faults;

import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.LatencySession;
import dev.keelson.latency.Target;
import dev.keelson.latency.cause.CauseAnalysis;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One scenario played once: a victim, its faults, the analysis that watches, the judgement.
 *
 * @param time for how long faults are injected
 */
record Trial(Scenario scenario, Duration time) {
  static final Duration WARM_UP = Duration.ofSeconds(2);

  // A magnitude has many short intervals in it; shorter ones than that are nothing.
  private static final long SHORTEST_NANOS = 200_000;

  /** What is done while the analysis watches. */
  interface Act {
    void plays() throws IOException, InterruptedException;
  }

  /** What the analysis says of a victim. */
  static CauseReport watch(VictimProcess victim, Act act) throws IOException, InterruptedException {
    try (LatencySession session =
        LatencySession.start(
            new Target.RunningProcess(victim.pid()),
            "victim",
            Optional.empty(),
            allLongerThan(SHORTEST_NANOS))) {
      // The flight recorder needs a second to begin: what comes before is not judged.
      Injection.await(WARM_UP);
      act.plays();
      return session.stop().causes().orElseThrow();
    }
  }

  List<Row> rows() throws IOException, InterruptedException {
    try (VictimProcess victim =
        new VictimProcess(scenario.prefix(), scenario.flags(), scenario.work())) {
      Injection.await(WARM_UP);
      List<Fault> faults = new ArrayList<>();
      List<Long> edges = new ArrayList<>();
      CauseReport causes =
          watch(
              victim,
              () -> {
                edges.add(System.nanoTime());
                faults.addAll(scenario.inject(victim, time));
                edges.add(System.nanoTime());
              });
      return rows(faults, new Window(0, edges.getFirst(), edges.getLast()), causes.worst());
    } finally {
      scenario.cleanUp(); // the victim has ended: resources are closed first
    }
  }

  private List<Row> rows(List<Fault> faults, Window judged, List<Interval> intervals) {
    long shortest = scenario.shortest().toNanos();
    List<Interval> all =
        intervals.stream().filter(one -> judged.holds(one.startNanos(), one.endNanos())).toList();
    List<CauseSum> leading =
        CauseReport.sums(all.stream().filter(one -> one.durationNanos() >= shortest).toList());
    Judge judge = new Judge(all, shortest);
    List<Row> rows = new ArrayList<>();
    for (Fault fault : faults) {
      List<Claim> besides =
          faults.stream().filter(other -> !other.equals(fault)).map(Fault::claim).toList();
      String name =
          faults.size() == 1 ? scenario.name() : scenario.name() + ": " + fault.claim().text();
      Fault within = fault.within(judged);
      List<String> missed =
          judge.missed(within, besides).stream()
              .flatMap(window ->
                  Stream.concat(Stream.of("Missed: " + window), judge.slowIn(window).stream()))
              .toList();
      rows.add(new Row(name, judge.of(within, besides), leading, missed));
    }
    return rows;
  }

  private static ExplainSettings allLongerThan(long nanos) {
    CauseAnalysis.Settings usual = CauseAnalysis.Settings.DEFAULT;
    return new ExplainSettings(
        new CauseAnalysis.Settings(
            usual.worst(),
            OptionalLong.of(nanos),
            usual.floorNanos(),
            usual.lagNanos(),
            usual.horizonNanos()),
        ExplainSettings.DEFAULT.jvm(),
        Optional.empty(),
        OptionalDouble.empty());
  }
}
