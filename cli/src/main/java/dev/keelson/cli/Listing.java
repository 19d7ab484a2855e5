package dev.keelson.cli;

import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A function as it is shown: source lines, the instructions made of each, and the machine code made
 * of those.
 *
 * <pre>
 *   switched: tp_btf/sched_switch, 66 instructions
 *   ; RunQueueWait.java:73  if (preempted || previous.state() == 0) queued(previous);
 *      0: (79) r6 = *(u64 *)(r1 +8)
 *           48 8b 77 08
 * </pre>
 *
 * @param title what stands above it
 * @param code its instructions
 * @param lines where they come from
 * @param notes what an instruction refers to, by slot
 * @param machineCode a piece for each of {@code lines}, or empty
 */
record Listing(
    String title,
    List<Insn> code,
    List<LineInfo> lines,
    Map<Integer, String> notes,
    List<byte[]> machineCode) {
  private static final int BYTES_IN_A_ROW = 16;
  private static final int NOTE_COLUMN = 44;

  void print(PrintWriter out, Disassembler words, SourceText source) {
    out.println(title);
    for (int slot = 0; slot < code.size(); slot++) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).slot() == slot) {
          machineCodeBefore(out, i);
          out.println("; " + source.of(lines.get(i)));
        }
      }
      String text = "%4d: %s".formatted(slot, words.text(code, slot));
      String note = notes.get(slot);
      String pad = " ".repeat(Math.max(1, NOTE_COLUMN - text.length()));
      out.println(note == null ? text : text + pad + "; " + note);
      if (code.get(slot).opcode() == Opcode.LD_IMM64) {
        slot++;
      }
    }
    machineCodeBefore(out, lines.size());
    out.println();
  }

  /** The machine code of the line before that one. */
  private void machineCodeBefore(PrintWriter out, int line) {
    if (line == 0 || line > machineCode.size()) {
      return;
    }
    byte[] bytes = machineCode.get(line - 1);
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int at = 0; at < bytes.length; at += BYTES_IN_A_ROW) {
      int end = Math.min(bytes.length, at + BYTES_IN_A_ROW);
      out.println("           " + hex.formatHex(bytes, at, end));
    }
  }
}
