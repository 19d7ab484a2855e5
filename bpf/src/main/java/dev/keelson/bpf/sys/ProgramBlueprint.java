package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A program with everything that only the loader knows filled in.
 *
 * @param spec what to load
 * @param code its instructions, relocated
 * @param license the licence text given to the kernel
 * @param btf descriptor number of the image's BTF; empty when it has none
 * @param target where it will run
 */
public record ProgramBlueprint(
    ProgramSpec spec, List<Insn> code, String license, OptionalInt btf, LoadTarget target) {
  // struct bpf_func_info { u32 insn_off, type_id; }, include/uapi/linux/bpf.h
  private static final int FUNCTION_INFO_BYTES = 8;

  // struct bpf_line_info { u32 insn_off, file_name_off, line_off, line_col; }, same file
  private static final int LINE_INFO_BYTES = 16;
  private static final int LINE_SHIFT = 10;
  private static final int COLUMN_MASK = (1 << LINE_SHIFT) - 1;

  public ProgramBlueprint {
    code = List.copyOf(code);
  }

  /** The command and its arguments, for errors. */
  public String what() {
    return "BPF_PROG_LOAD, %s \"%s\", %d instructions"
        .formatted(
            spec.attachPoint().programType().name().toLowerCase(Locale.ROOT),
            spec.name(),
            code.size());
  }

  void describe(Arena arena, MemorySegment attr) {
    attr.set(JAVA_INT, ProgramLoadAttr.PROG_TYPE, spec.attachPoint().programType().number());
    attr.set(JAVA_INT, ProgramLoadAttr.INSN_CNT, code.size());
    attr.set(JAVA_LONG, ProgramLoadAttr.INSNS, instructions(arena).address());
    attr.set(JAVA_LONG, ProgramLoadAttr.LICENSE, arena.allocateFrom(license).address());
    Commands.setName(attr, ProgramLoadAttr.PROG_NAME, spec.name());
    attr.set(JAVA_INT, ProgramLoadAttr.EXPECTED_ATTACH_TYPE, target.expectedAttachType());
    attr.set(JAVA_INT, ProgramLoadAttr.ATTACH_BTF_ID, target.btfId());
    attr.set(JAVA_INT, ProgramLoadAttr.PROG_FLAGS, target.flags());
    if (btf.isPresent()) {
      attr.set(JAVA_INT, ProgramLoadAttr.PROG_BTF_FD, btf.getAsInt());
      describeFunctions(arena, attr);
      describeLines(arena, attr);
    }
  }

  private MemorySegment instructions(Arena arena) {
    MemorySegment slots = arena.allocate(JAVA_LONG, code.size());
    for (int slot = 0; slot < code.size(); slot++) {
      slots.setAtIndex(JAVA_LONG, slot, code.get(slot).encoded());
    }
    return slots;
  }

  private void describeFunctions(Arena arena, MemorySegment attr) {
    if (spec.functions().isEmpty()) {
      return;
    }
    MemorySegment infos =
        arena.allocate((long) FUNCTION_INFO_BYTES * spec.functions().size(), Integer.BYTES);
    long at = 0;
    for (ProgramSpec.FunctionInfo function : spec.functions()) {
      infos.set(JAVA_INT, at, function.slot());
      infos.set(JAVA_INT, at + 4, function.typeId());
      at += FUNCTION_INFO_BYTES;
    }
    attr.set(JAVA_INT, ProgramLoadAttr.FUNC_INFO_REC_SIZE, FUNCTION_INFO_BYTES);
    attr.set(JAVA_INT, ProgramLoadAttr.FUNC_INFO_CNT, spec.functions().size());
    attr.set(JAVA_LONG, ProgramLoadAttr.FUNC_INFO, infos.address());
  }

  private void describeLines(Arena arena, MemorySegment attr) {
    if (spec.lines().isEmpty()) {
      return;
    }
    MemorySegment infos =
        arena.allocate((long) LINE_INFO_BYTES * spec.lines().size(), Integer.BYTES);
    long at = 0;
    for (ProgramSpec.LineInfo line : spec.lines()) {
      infos.set(JAVA_INT, at, line.slot());
      infos.set(JAVA_INT, at + 4, line.fileNameOffset());
      infos.set(JAVA_INT, at + 8, line.lineTextOffset());
      infos.set(JAVA_INT, at + 12, (line.line() << LINE_SHIFT) | (line.column() & COLUMN_MASK));
      at += LINE_INFO_BYTES;
    }
    attr.set(JAVA_INT, ProgramLoadAttr.LINE_INFO_REC_SIZE, LINE_INFO_BYTES);
    attr.set(JAVA_INT, ProgramLoadAttr.LINE_INFO_CNT, spec.lines().size());
    attr.set(JAVA_LONG, ProgramLoadAttr.LINE_INFO, infos.address());
  }
}
