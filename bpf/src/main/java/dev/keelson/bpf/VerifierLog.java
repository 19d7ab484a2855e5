package dev.keelson.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the verifier wrote about a program.
 *
 * @param lines without line ends
 */
record VerifierLog(List<String> lines) {
  private static final int TAIL_LINES = 8;

  /** {@code 12: (85) call bpf_map_lookup_elem#1}, print_verifier_state and verbose_insn. */
  private static final Pattern INSTRUCTION = Pattern.compile("^(\\d+): \\([0-9a-f]{2}\\) .*");

  /** Statistics that end every log: {@code processed 12 insns (limit 1000000) ...}. */
  private static final Pattern STATISTICS =
      Pattern.compile("^(processed \\d+ insns|verification time|stack depth).*");

  /** The line info of an instruction, before it: {@code ; Foo.java:7 main @ Foo.java:7}. */
  private static final Pattern LINE_INFO = Pattern.compile("^; .*");

  /** {@code unreachable insn 7}, {@code infinite loop detected at insn 7}. */
  private static final Pattern NAMED = Pattern.compile("\\b(?:insn|from insn) (\\d+)\\b");

  VerifierLog {
    lines = List.copyOf(lines);
  }

  static VerifierLog of(String text) {
    return new VerifierLog(text.lines().toList());
  }

  /** Whether its end is there: since Linux 6.4 a log that is too long loses its beginning. */
  boolean isComplete() {
    return !lines.isEmpty() && STATISTICS.matcher(lines.getLast()).matches();
  }

  /** What it says about the program: without statistics and without repeated line info. */
  List<String> said() {
    return lines.stream()
        .filter(line -> !STATISTICS.matcher(line).matches() && !LINE_INFO.matcher(line).matches())
        .toList();
  }

  /** The last lines that say something about the rejection, under the Java lines they are of. */
  List<String> tail(SourceLines source) {
    List<String> said = said();
    List<String> woven = new ArrayList<>();
    String place = "";
    for (String line : said.subList(Math.max(0, said.size() - TAIL_LINES), said.size())) {
      OptionalInt slot = slot(line);
      String here = slot.isPresent() ? source.at(slot.getAsInt()) : place;
      if (!here.equals(place)) {
        woven.add("; " + here);
        place = here;
      }
      woven.add(line);
    }
    return woven;
  }

  /** The instruction that a line shows. */
  static OptionalInt slot(String line) {
    Matcher matcher = INSTRUCTION.matcher(line);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** The instruction at which the verifier stopped, or that it names if it did not come so far. */
  OptionalInt stop() {
    for (String line : lines.reversed()) {
      OptionalInt slot = slot(line);
      Matcher named = NAMED.matcher(line);
      if (slot.isEmpty() && named.find()) {
        slot = OptionalInt.of(Integer.parseInt(named.group(1)));
      }
      if (slot.isPresent()) {
        return slot;
      }
    }
    return OptionalInt.empty();
  }
}
