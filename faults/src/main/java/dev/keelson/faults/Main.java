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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Injects faults and prints how well the analysis names them: {@code ./keelson-faults}. */
final class Main {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration TIME = Duration.ofSeconds(8);

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = List.of(arguments);
    List<Scenario> chosen = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      if (wanted.isEmpty() || wanted.contains(scenario.name())) {
        chosen.add(scenario);
      }
    }
    if (chosen.isEmpty()) {
      System.err.println(
          "keelson-faults: there is no such scenario; these are: "
              + String.join(", ", Scenarios.all().stream().map(Scenario::name).toList()));
      System.exit(2);
    }
    System.out.println(
        "| fault | times | recall | claims | precision | unexplained | leading causes |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Scenario scenario : chosen) {
      System.out.println(row(scenario));
    }
  }

  private static String row(Scenario scenario) throws IOException, InterruptedException {
    try (VictimProcess victim =
        new VictimProcess(scenario.prefix(), scenario.flags(), scenario.work())) {
      TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
      long shortest = scenario.shortest().toNanos();
      Window judged;
      List<Window> faults;
      CauseReport causes;
      try (LatencySession session =
          LatencySession.start(
              new Target.RunningProcess(victim.pid()),
              "victim",
              Optional.empty(),
              allLongerThan(shortest))) {
        // The flight recorder needs a second to begin: what comes before is not judged.
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        long from = System.nanoTime();
        faults = scenario.inject(victim, TIME);
        judged = new Window(0, from, System.nanoTime());
        causes = session.stop().causes().orElseThrow();
      }
      List<Window> windows =
          faults.stream()
              .filter(one -> one.nanos() >= shortest)
              .filter(one -> judged.holds(one.fromNanos(), one.toNanos()))
              .toList();
      List<Interval> slow =
          causes.worst().stream()
              .filter(one -> one.durationNanos() >= shortest)
              .filter(one -> judged.holds(one.startNanos(), one.endNanos()))
              .toList();
      return row(scenario, Judge.judge(windows, scenario.claim(), slow), causes);
    }
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
        Optional.empty());
  }

  private static String row(Scenario scenario, Verdict verdict, CauseReport causes) {
    List<String> leading = new ArrayList<>();
    for (CauseSum sum : causes.causes().subList(0, Math.min(4, causes.causes().size()))) {
      leading.add(String.format(Locale.ROOT, "%s %.0f %%", sum.cause(), 100 * sum.share()));
    }
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.2f | %d | %.2f | %.1f %% | %s |",
        scenario.name(),
        verdict.windows(),
        verdict.recall(),
        verdict.claims(),
        verdict.precision(),
        100 * verdict.unexplained(),
        String.join(", ", leading));
  }
}
