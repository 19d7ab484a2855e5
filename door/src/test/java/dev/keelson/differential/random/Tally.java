package dev.keelson.differential.random;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How programs fared, all and those of each row. Mutable. */
public final class Tally {
  private final Map<String, Counts> rows = new LinkedHashMap<>();
  private final Counts all = new Counts();
  private final Map<String, Integer> refusals = new TreeMap<>();

  /**
   * Of nothing yet.
   *
   * @param rows their names, in order
   */
  public Tally(List<String> rows) {
    rows.forEach(row -> this.rows.put(row, new Counts()));
  }

  /** How programs of one row fared. */
  private static final class Counts {
    private final Map<Verdict.Kind, Integer> kinds = new EnumMap<>(Verdict.Kind.class);

    void add(Verdict verdict) {
      kinds.merge(verdict.kind(), 1, Integer::sum);
    }

    int of(Verdict.Kind kind) {
      return kinds.getOrDefault(kind, 0);
    }

    int generated() {
      return kinds.values().stream().mapToInt(Integer::intValue).sum();
    }

    int ran() {
      return of(Verdict.Kind.RAN) + of(Verdict.Kind.RAN_WITH_CALLED_LOOPS);
    }

    int rejected() {
      return of(Verdict.Kind.REJECTED) + of(Verdict.Kind.GAVE_UP);
    }

    int compiled() {
      return ran() + rejected() + of(Verdict.Kind.MISMATCH);
    }

    /** Neither ran nor was refused, by us or by the verifier. */
    int failed() {
      return generated() - ran() - of(Verdict.Kind.REFUSED) - rejected();
    }

    String row(String name) {
      return "| %s | %d | %d | %d | %d | %d | %d |\n"
          .formatted(
              name, generated(), compiled(), of(Verdict.Kind.REFUSED), rejected(), failed(), ran());
    }
  }

  /**
   * Counts a program.
   *
   * @param uses the rows that it uses
   */
  public void add(Collection<String> uses, Verdict verdict) {
    all.add(verdict);
    uses.forEach(row -> rows.get(row).add(verdict));
    if (verdict.kind() == Verdict.Kind.REFUSED) {
      String id = verdict.detail().replaceFirst("(?s).*?error\\[([a-z-]+)].*", "$1");
      refusals.merge(id, 1, Integer::sum);
    }
  }

  /** How many programs neither ran everywhere nor were refused by us. */
  public int failed() {
    return all.failed() + all.rejected();
  }

  /** In one line. */
  public String line() {
    return "%d programs, %d refused, %d rejected, %d failed, %d ran"
        .formatted(
            all.generated(), all.of(Verdict.Kind.REFUSED), all.rejected(), all.failed(), all.ran());
  }

  /** As a table in Markdown. */
  public String table() {
    StringBuilder text =
        new StringBuilder(
            """
            | row | generated | compiled | refused by us | rejected by the verifier | failed | ran |
            |---|---|---|---|---|---|---|
            """);
    rows.forEach((row, counts) -> text.append(counts.row(row)));
    text.append(all.row("all"));
    text.append("\nCompiled once more, with loops as functions, because the verifier gave up: ")
        .append(all.of(Verdict.Kind.RAN_WITH_CALLED_LOOPS))
        .append(".\n");
    if (!refusals.isEmpty()) {
      text.append("\nRefused, by diagnostic: ").append(refusals).append(".\n");
    }
    return text.toString();
  }
}
