package dev.keelson.faults;

import dev.keelson.latency.cause.CauseSum;
import java.util.List;
import java.util.Locale;

/**
 * A row of the table: one fault of one scenario.
 *
 * @param leading what the slow time of the scenario was made of, the largest first
 * @param missed the windows in which it was not found, and what was slow there
 */
record Row(String name, Verdict verdict, List<CauseSum> leading, List<String> missed) {
  static final List<String> HEAD =
      List.of(
          "| fault | times | recall | claims | precision | magnitude | unexplained | leading causes |",
          "|---|---|---|---|---|---|---|---|");

  private static final int MOST_CAUSES = 4;

  String text() {
    List<String> causes =
        leading.stream()
            .limit(MOST_CAUSES)
            .map(sum -> String.format(Locale.ROOT, "%s %.0f %%", sum.cause(), 100 * sum.share()))
            .toList();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.2f | %d | %.2f | %s | %.1f %% | %s |",
        name,
        verdict.windows(),
        verdict.recall(),
        verdict.claims(),
        verdict.precision(),
        verdict.heldNanos() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", verdict.magnitude()),
        100 * verdict.unexplained(),
        String.join(", ", causes));
  }
}
