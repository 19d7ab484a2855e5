package dev.keelson.differential.random;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How many programs of each row were made, compiled, refused and run. Mutable. */
final class Tally {
  private final Map<Row, int[]> rows = new EnumMap<>(Row.class);
  private final int[] all = new int[4];
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();

  void add(RandomProgram program, Verdict verdict) {
    count(all, verdict);
    program.rows().forEach(row -> count(rows.computeIfAbsent(row, _ -> new int[4]), verdict));
    if (verdict.kind() == Verdict.Kind.REFUSED) {
      String id = verdict.detail().replaceFirst("(?s).*?error\\[([a-z-]+)].*", "$1");
      refusals.merge(id, 1, Integer::sum);
      examples.putIfAbsent(id, program.name() + ": " + verdict.detail());
    }
  }

  private static void count(int[] of, Verdict verdict) {
    of[0]++;
    of[1] += verdict.kind() == Verdict.Kind.REFUSED ? 0 : 1;
    of[2] += verdict.kind() == Verdict.Kind.REFUSED ? 1 : 0;
    of[3] += verdict.kind() == Verdict.Kind.RAN ? 1 : 0;
  }

  /** How many programs ran. */
  int ran() {
    return all[3];
  }

  /** How many programs of the row ran. */
  int ran(Row row) {
    return rows.getOrDefault(row, new int[4])[3];
  }

  /** As a table in Markdown. */
  String table() {
    StringBuilder text =
        new StringBuilder(
            "| row | generated | compiled | refused | ran |\n|---|---|---|---|---|\n");
    rows.forEach((row, counts) -> line(text, row.text(), counts));
    line(text, "all", all);
    if (!refusals.isEmpty()) {
      text.append("\nRefused, by diagnostic: ").append(refusals).append(". One of each:\n\n");
      examples.values().forEach(one -> text.append("    ").append(one).append('\n'));
    }
    return text.toString();
  }

  private static void line(StringBuilder to, String name, int[] counts) {
    to.append(
        "| %s | %d | %d | %d | %d |\n".formatted(name, counts[0], counts[1], counts[2], counts[3]));
  }
}
