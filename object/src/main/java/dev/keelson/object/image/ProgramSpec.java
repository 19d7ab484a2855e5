package dev.keelson.object.image;

import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program to load: its own code first, then that of the functions it calls.
 *
 * @param name the Java method's name; at most 15 bytes reach the kernel
 * @param attachPoint where it runs, which decides its type
 * @param code instruction slots; calls between functions are already relative
 * @param relocations slots that name something only the loader knows
 * @param functions one entry per function, ascending, the first at slot 0; empty without BTF
 * @param lines ascending by slot; empty without BTF
 */
public record ProgramSpec(
    String name,
    AttachPoint attachPoint,
    List<Insn> code,
    List<Relocation> relocations,
    List<FunctionInfo> functions,
    List<LineInfo> lines) {

  public ProgramSpec {
    code = List.copyOf(code);
    relocations = List.copyOf(relocations);
    functions = List.copyOf(functions);
    lines = List.copyOf(lines);
  }

  ProgramSpec withSettings(Map<String, Long> values) {
    List<Insn> bound = new ArrayList<>(code);
    for (Relocation relocation : relocations) {
      if (relocation instanceof Relocation.Setting(int slot, String setting)
          && values.containsKey(setting)) {
        bind(bound, slot, values.get(setting));
      }
    }
    return new ProgramSpec(name, attachPoint, bound, relocations, functions, lines);
  }

  private static void bind(List<Insn> code, int slot, long value) {
    Insn low = code.get(slot);
    code.set(slot, new Insn(low.opcode(), low.dst(), low.src(), low.offset(), (int) value));
    if (low.opcode() == Opcode.LD_IMM64) {
      code.set(slot + 1, new Insn(0, 0, 0, 0, (int) (value >>> Integer.SIZE)));
    }
  }

  /** {@code struct bpf_func_info}: the function that starts at {@code slot} has that BTF type. */
  public record FunctionInfo(int slot, int typeId) {}

  /**
   * {@code struct bpf_line_info}: the instruction at {@code slot} comes from that line.
   *
   * @param fileNameOffset string offset in the image's BTF
   * @param lineTextOffset string offset of the source text in the image's BTF, 0 when unknown
   * @param line 1-based source line
   * @param column 1-based column, 0 when unknown
   */
  public record LineInfo(int slot, int fileNameOffset, int lineTextOffset, int line, int column) {}
}
