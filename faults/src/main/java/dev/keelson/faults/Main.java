package dev.keelson.faults;

import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.LatencySession;
import dev.keelson.latency.Target;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
      List<Window> windows;
      CauseReport causes;
      try (LatencySession session =
          LatencySession.start(
              new Target.RunningProcess(victim.pid()),
              "victim",
              Optional.empty(),
              ExplainSettings.DEFAULT)) {
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        windows = scenario.inject(victim, TIME);
        causes = session.stop().causes().orElseThrow();
      }
      long shortest = scenario.shortest().toNanos();
      List<Window> known = windows.stream().filter(one -> one.nanos() >= shortest).toList();
      return row(scenario, Judge.judge(known, scenario.claim(), causes.worst(), shortest), causes);
    }
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
