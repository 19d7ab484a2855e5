package dev.keelson.object.file;

import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import java.util.List;
import java.util.Map;

/**
 * One function as it lies in its section: slots count from its own start, and what it refers to is
 * named, so that the same function compiled into two programs is the same value.
 *
 * @param name its symbol
 * @param typeId its type in the image's BTF, 0 for none
 * @param patches slots that refer to a symbol
 * @param fields slots that tell of a field of a kernel struct
 * @param lines where its instructions come from
 */
record Body(
    String name,
    int typeId,
    List<Insn> code,
    List<Patch> patches,
    List<Relocation.KernelField> fields,
    List<LineInfo> lines) {
  /** What a relocation of a slot means: {@code R_BPF_*}, Documentation/bpf/llvm_reloc.rst. */
  enum Kind {
    /** {@code R_BPF_64_64}: the 64-bit immediate becomes the address of a map. */
    MAP(1),
    /** {@code R_BPF_64_64}: the 64-bit immediate becomes the address of a variable. */
    VARIABLE(1),
    /** {@code R_BPF_64_64}: the 64-bit immediate becomes the address of a function. */
    FUNCTION_ADDRESS(1),
    /** {@code R_BPF_64_32}: the call leads to a function. */
    CALL(10),
    /** {@code R_BPF_64_32}: the call leads to a function of the kernel. */
    KERNEL_CALL(10);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /**
   * A slot that refers to something.
   *
   * @param target a map, a function, or a section of global data
   * @param offset the byte of the section; 0 for others
   */
  record Patch(int slot, Kind kind, String target, int offset) {
    Patch(int slot, Kind kind, String target) {
      this(slot, kind, target, 0);
    }

    Patch renamed(Map<String, String> functions) {
      return kind == Kind.MAP || kind == Kind.VARIABLE || kind == Kind.KERNEL_CALL
          ? this
          : new Patch(slot, kind, functions.getOrDefault(target, target));
    }
  }

  Body {
    code = List.copyOf(code);
    patches = List.copyOf(patches);
    fields = List.copyOf(fields);
    lines = List.copyOf(lines);
  }

  /** The same with functions, itself among them, under other names. */
  Body renamed(Map<String, String> functions) {
    return new Body(
        functions.getOrDefault(name, name),
        typeId,
        code,
        patches.stream().map(patch -> patch.renamed(functions)).toList(),
        fields,
        lines);
  }
}
