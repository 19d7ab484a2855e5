package dev.keelson.bpf;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.ProgramSpec;
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

  VerifierLog {
    lines = List.copyOf(lines);
  }

  static VerifierLog of(String text) {
    return new VerifierLog(text.lines().toList());
  }

  /** The last lines that say something about the rejection. */
  List<String> tail() {
    List<String> said =
        new ArrayList<>(
            lines.stream().filter(line -> !STATISTICS.matcher(line).matches()).toList());
    return said.subList(Math.max(0, said.size() - TAIL_LINES), said.size());
  }

  /** The instruction at which the verifier stopped. */
  OptionalInt lastSlot() {
    for (String line : lines.reversed()) {
      Matcher matcher = INSTRUCTION.matcher(line);
      if (matcher.matches()) {
        return OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
    }
    return OptionalInt.empty();
  }

  /** The source line of the instruction at which the verifier stopped, or empty. */
  String sourceLine(ProgramSpec program, Btf btf) {
    OptionalInt slot = lastSlot();
    if (slot.isEmpty()) {
      return "";
    }
    String place = "";
    for (ProgramSpec.LineInfo line : program.lines()) {
      if (line.slot() <= slot.getAsInt()) {
        place = btf.string(line.fileNameOffset()) + ":" + line.line();
      }
    }
    return place;
  }
}
