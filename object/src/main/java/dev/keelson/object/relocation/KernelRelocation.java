package dev.keelson.object.relocation;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FieldFact;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.image.Relocation.KernelField;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an image right for a kernel: the offsets, shifts and existence of the kernel fields that it
 * reads become those of that kernel.
 *
 * <p>A field that the kernel lacks, or has in a form that the instruction cannot read, makes its
 * instruction one that the verifier refuses, as libbpf does: behind a check that the field exists
 * it is never reached. One form goes beyond libbpf, which would read wrong bits: a bit field that
 * reaches out of the word that is loaded.
 */
public final class KernelRelocation {
  /** The helper number of an instruction that must not be reached: "bad relo", as libbpf's. */
  public static final int UNREACHABLE_HELPER = 0xbad2310;

  private static final int CLASS_MASK = 0x07;
  private static final int SIZE_MASK = 0x18;

  private final Btf local;
  private final Btf kernel;
  private final Map<Integer, List<Integer>> candidates = new HashMap<>();

  private KernelRelocation(Btf local, Btf kernel) {
    this.local = local;
    this.kernel = kernel;
  }

  /**
   * The image for another kernel; its relocations stay, so that it can be relocated again only from
   * the original.
   *
   * @param kernel the types of the kernel that it is going to be loaded into
   * @throws RelocationException if the kernel has several structs of a name that disagree, or the
   *     image is damaged
   */
  public static BpfImage relocate(BpfImage image, Btf kernel) {
    if (image.btf().length() == 0) {
      return image;
    }
    Btf local = Btf.read(image.btf().toArray(), "BTF of " + image.name());
    KernelRelocation relocation = new KernelRelocation(local, kernel);
    return new BpfImage(
        image.name(),
        image.license(),
        image.maps(),
        image.programs().stream().map(relocation::relocated).toList(),
        image.btf(),
        image.printFormats(),
        image.faultSites());
  }

  /**
   * The field that a relocation tells of, for people: {@code task_struct.se.vruntime}.
   *
   * @param types the image's BTF
   */
  public static String nameOf(Btf types, KernelField field) {
    return FieldSpec.parse(types, field.typeId(), field.access())
        .map(FieldSpec::toString)
        .orElse("type " + field.typeId() + " " + field.access());
  }

  private ProgramSpec relocated(ProgramSpec program) {
    List<Insn> code = new ArrayList<>(program.code());
    for (Relocation relocation : program.relocations()) {
      if (relocation instanceof KernelField field) {
        code.set(field.slot(), patched(program, field, code.get(field.slot())));
      }
      if (relocation instanceof Relocation.KernelFunction(int slot, String name, int _)) {
        // A call of type 0, which no function is, the verifier refuses.
        int typeId = kernel.find(BtfType.Function.class, name).orElse(0);
        Insn call = code.get(slot);
        code.set(slot, new Insn(call.opcode(), call.dst(), call.src(), call.offset(), typeId));
      }
    }
    return new ProgramSpec(
        program.name(),
        program.attachPoint(),
        code,
        program.relocations(),
        program.functions(),
        program.lines());
  }

  private Insn patched(ProgramSpec program, KernelField field, Insn insn) {
    String what = "program \"%s\", slot %d".formatted(program.name(), field.slot());
    FieldSpec from =
        FieldSpec.parse(local, field.typeId(), field.access())
            .orElseThrow(() ->
                new RelocationException(
                    what,
                    "expected the way to a field of type %d, not %s"
                        .formatted(field.typeId(), field.access())));
    Optional<FieldSpec> to = find(what, from, field.fact());
    if (to.isEmpty()) {
      return field.fact() == FieldFact.EXISTS ? with(insn, what, 0) : unreachable();
    }
    boolean memory = isMemory(insn);
    boolean readable = !memory || readable(insn, from, to.get());
    if (!readable) {
      return unreachable();
    }
    checkOriginal(what, insn, from, field.fact());
    Insn moved = with(insn, what, to.get().value(field.fact()));
    boolean sized = memory && !from.isBitField();
    return sized && from.loadBytes() != to.get().loadBytes()
        ? resized(moved, to.get().loadBytes())
        : moved;
  }

  /** The field in every struct of that name; where it is in several, they must agree. */
  private Optional<FieldSpec> find(String what, FieldSpec from, FieldFact fact) {
    Optional<FieldSpec> found = Optional.empty();
    for (int id : candidates.computeIfAbsent(from.rootId(), this::candidates)) {
      Optional<FieldSpec> here = from.in(kernel, id);
      if (here.isPresent() && found.isPresent()) {
        if (here.get().bitOffset() != found.get().bitOffset()
            || here.get().value(fact) != found.get().value(fact)) {
          throw new RelocationException(
              what,
              "the kernel has several structs of that name, and %s is at bit %d and at bit %d"
                  .formatted(from, found.get().bitOffset(), here.get().bitOffset()));
        }
      }
      found = found.or(() -> here);
    }
    return found;
  }

  private List<Integer> candidates(int rootId) {
    BtfType root = local.type(rootId);
    return kernel.flavors(root.getClass(), Btf.essentialName(root.name()));
  }

  private static boolean isMemory(Insn insn) {
    return switch (insn.opcode() & CLASS_MASK) {
      case Opcode.LDX, Opcode.ST, Opcode.STX -> true;
      default -> false;
    };
  }

  /**
   * Whether a load can follow: its size may change only for what is zero-extended, and a bit field
   * stays one.
   */
  private static boolean readable(Insn insn, FieldSpec from, FieldSpec to) {
    if (from.isBitField() || to.isBitField()) {
      return from.isBitField()
          && to.isBitField()
          && to.highestBit() <= (long) bytes(insn) * Byte.SIZE;
    }
    return from.loadBytes() == to.loadBytes()
        || (from.type() instanceof BtfType.Pointer && to.type() instanceof BtfType.Pointer)
        || (unsigned(from.type()) && unsigned(to.type()));
  }

  private static boolean unsigned(BtfType type) {
    return type instanceof BtfType.Int number && !number.signed();
  }

  private static void checkOriginal(String what, Insn insn, FieldSpec from, FieldFact fact) {
    long expected = from.value(fact);
    int actual = isMemory(insn) ? insn.offset() : insn.imm();
    // Where a bit field's word starts is the compiler's choice, and both its numbers follow it.
    boolean free = from.isBitField() && fact != FieldFact.RIGHT_SHIFT && fact != FieldFact.EXISTS;
    if (!free && actual != expected) {
      throw new RelocationException(
          what,
          "expected %s %d of %s in the instruction, not %d"
              .formatted(fact, expected, from, actual));
    }
  }

  private static Insn with(Insn insn, String what, long value) {
    if (isMemory(insn)) {
      if (value > Short.MAX_VALUE) {
        throw new RelocationException(
            what,
            "the kernel has the field at byte %d, beyond the reach of a load".formatted(value));
      }
      return new Insn(insn.opcode(), insn.dst(), insn.src(), (int) value, insn.imm());
    }
    return new Insn(insn.opcode(), insn.dst(), insn.src(), insn.offset(), (int) value);
  }

  private static Insn resized(Insn insn, int bytes) {
    int size =
        switch (bytes) {
          case 1 -> Opcode.B;
          case 2 -> Opcode.H;
          case 4 -> Opcode.W;
          default -> Opcode.DW;
        };
    return new Insn(
        (insn.opcode() & ~SIZE_MASK) | size, insn.dst(), insn.src(), insn.offset(), insn.imm());
  }

  private static int bytes(Insn insn) {
    return switch (insn.opcode() & SIZE_MASK) {
      case Opcode.B -> 1;
      case Opcode.H -> 2;
      case Opcode.W -> 4;
      default -> 8;
    };
  }

  private static Insn unreachable() {
    return new Insn(Opcode.JMP | Opcode.CALL, 0, 0, 0, UNREACHABLE_HELPER);
  }
}
