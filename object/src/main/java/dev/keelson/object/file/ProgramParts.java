package dev.keelson.object.file;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfName;
import dev.keelson.object.file.Body.Kind;
import dev.keelson.object.file.Body.Patch;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.FunctionInfo;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a program's code apart into its functions: an image has them in one piece, ELF does not.
 */
final class ProgramParts {
  private final ProgramSpec program;
  private final Map<String, String> mapSymbols;
  private final Map<Integer, Relocation> relocations = new HashMap<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private ProgramParts(ProgramSpec program, Optional<Btf> types, Map<String, String> mapSymbols) {
    this.program = program;
    this.mapSymbols = mapSymbols;
    program.relocations().forEach(relocation -> relocations.put(relocation.slot(), relocation));
    List<FunctionInfo> functions = program.functions();
    for (int i = 0; i < Math.max(1, functions.size()); i++) {
      starts.add(i == 0 ? 0 : functions.get(i).slot());
      names.add(
          i == 0
              ? BtfName.identifier(program.name())
              : types.orElseThrow().type(functions.get(i).typeId()).name());
    }
  }

  /** The program's own function first, then those that it calls. */
  static List<Body> of(ProgramSpec program, Optional<Btf> types, Map<String, String> mapSymbols) {
    ProgramParts parts = new ProgramParts(program, types, mapSymbols);
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < parts.starts.size(); i++) {
      bodies.add(parts.body(i));
    }
    return bodies;
  }

  private Body body(int index) {
    int start = starts.get(index);
    int end = index + 1 < starts.size() ? starts.get(index + 1) : program.code().size();
    List<Insn> code = new ArrayList<>();
    List<Patch> patches = new ArrayList<>();
    for (int slot = start; slot < end; slot++) {
      Insn insn = program.code().get(slot);
      Optional<Patch> patch = patch(slot, insn, slot - start);
      patch.ifPresent(patches::add);
      code.add(patch.map(known -> neutral(insn, known.kind())).orElse(insn));
    }
    List<LineInfo> lines =
        program.lines().stream()
            .filter(line -> line.slot() >= start && line.slot() < end)
            .map(line -> moved(line, start))
            .toList();
    int typeId = program.functions().isEmpty() ? 0 : program.functions().get(index).typeId();
    return new Body(names.get(index), typeId, code, patches, fields(start, end), lines);
  }

  private List<Relocation.KernelField> fields(int start, int end) {
    List<Relocation.KernelField> fields = new ArrayList<>();
    for (Relocation relocation : program.relocations()) {
      if (relocation instanceof Relocation.KernelField field
          && field.slot() >= start
          && field.slot() < end) {
        fields.add(
            new Relocation.KernelField(
                field.slot() - start, field.typeId(), field.access(), field.fact()));
      }
    }
    return fields;
  }

  private static LineInfo moved(LineInfo line, int start) {
    return new LineInfo(
        line.slot() - start,
        line.fileNameOffset(),
        line.lineTextOffset(),
        line.line(),
        line.column());
  }

  private Optional<Patch> patch(int slot, Insn insn, int within) {
    switch (relocations.get(slot)) {
      case Relocation.MapAddress(int _, String map) -> {
        return Optional.of(new Patch(within, Kind.MAP, mapSymbols.get(map)));
      }
      case Relocation.MapValue(int _, String map, int offset) -> {
        return Optional.of(new Patch(within, Kind.VARIABLE, map, offset));
      }
      case Relocation.Setting _ -> {
        return Optional.empty(); // stays at what it is declared with
      }
      case Relocation.KernelFunction(int _, String name, int _) -> {
        return Optional.of(new Patch(within, Kind.KERNEL_CALL, name));
      }
      case Relocation.KernelField _ -> {
        return Optional.empty(); // no symbol: a record of .BTF.ext
      }
      case null -> {}
    }
    boolean call = insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
    if (call) {
      return Optional.of(new Patch(within, Kind.CALL, functionAt(slot + 1 + insn.imm())));
    }
    boolean address = insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC;
    return address
        ? Optional.of(new Patch(within, Kind.FUNCTION_ADDRESS, functionAt(slot + 1 + insn.imm())))
        : Optional.empty();
  }

  private String functionAt(int slot) {
    int index = starts.indexOf(slot);
    if (index < 0) {
      throw new IllegalArgumentException(
          "program \"%s\" calls slot %d, where no function starts: its func_info names %s"
              .formatted(program.name(), slot, starts));
    }
    return names.get(index);
  }

  /** The instruction before relocation, as libbpf expects it. */
  private static Insn neutral(Insn insn, Kind kind) {
    return switch (kind) {
      case MAP, VARIABLE -> new Insn(insn.opcode(), insn.dst(), 0, 0, 0);
      case FUNCTION_ADDRESS -> new Insn(insn.opcode(), insn.dst(), Opcode.PSEUDO_FUNC, 0, 0);
      case CALL, KERNEL_CALL -> new Insn(insn.opcode(), 0, Opcode.PSEUDO_CALL, 0, -1);
    };
  }
}
