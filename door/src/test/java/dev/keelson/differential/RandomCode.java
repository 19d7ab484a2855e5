package dev.keelson.differential;

import static dev.keelson.object.insn.Opcode.*;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Straight-line code with jumps forward, drawn at random: nine registers are loaded from the
 * context, worked on, and stored back.
 */
final class RandomCode {
  /** What the context holds: one word for each of r0 and r2 to r9. */
  static final int CONTEXT_BYTES = 9 * Long.BYTES;

  private static final int[] REGISTERS = {0, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final int[] ALU_OPERATIONS = {
    ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, MOD, XOR, MOV, ARSH, END
  };
  private static final int[] JUMPS = {JEQ, JGT, JGE, JSET, JNE, JSGT, JSGE, JLT, JLE, JSLT, JSLE};
  private static final int[] SIZES = {B, H, W, DW};

  private final RandomGenerator random;
  private final List<Insn> code = new ArrayList<>();

  RandomCode(RandomGenerator random) {
    this.random = random;
  }

  /** An image with one program, {@code random}. */
  BpfImage image(int length) {
    for (int i = 0; i < REGISTERS.length; i++) {
      code.add(new Insn(LDX | MEM | DW, REGISTERS[i], 1, i * Long.BYTES, 0));
    }
    int end = code.size() + length;
    while (code.size() < end) {
      code.add(
          switch (random.nextInt(8)) {
            case 0 -> jump(end);
            case 1 -> store();
            case 2 -> load();
            default -> arithmetic();
          });
    }
    for (int i = 0; i < REGISTERS.length; i++) {
      code.add(new Insn(STX | MEM | DW, 1, REGISTERS[i], i * Long.BYTES, 0));
    }
    code.add(new Insn(ALU64 | MOV | K, 0, 0, 0, 0));
    code.add(new Insn(JMP | EXIT, 0, 0, 0, 0));
    ProgramSpec program =
        new ProgramSpec("random", new AttachPoint.Syscall(), code, List.of(), List.of(), List.of());
    return new BpfImage("RandomCode", "GPL", List.of(), List.of(program), Bytes.empty(), List.of());
  }

  private Insn arithmetic() {
    int width = random.nextBoolean() ? ALU64 : ALU;
    int operation = pick(ALU_OPERATIONS);
    boolean register = random.nextBoolean();
    int dst = pick(REGISTERS);
    int src = pick(REGISTERS);
    return switch (operation) {
      case NEG -> new Insn(width | NEG, dst, 0, 0, 0);
      case END ->
          new Insn(
              width | END | (width == ALU && register ? X : K), dst, 0, 0, 16 << random.nextInt(3));
      case MOV ->
          register
              ? new Insn(width | MOV | X, dst, src, extension(width), 0)
              : new Insn(width | MOV | K, dst, 0, 0, immediate());
      case DIV, MOD -> {
        int signed = random.nextInt(2);
        yield register
            ? new Insn(width | operation | X, dst, src, signed, 0)
            : new Insn(width | operation | K, dst, 0, signed, nonZero());
      }
      case LSH, RSH, ARSH ->
          register
              ? new Insn(width | operation | X, dst, src, 0, 0)
              : new Insn(width | operation | K, dst, 0, 0, random.nextInt(width == ALU ? 32 : 64));
      default ->
          register
              ? new Insn(width | operation | X, dst, src, 0, 0)
              : new Insn(width | operation | K, dst, 0, 0, immediate());
    };
  }

  private int extension(int width) {
    int[] bits = width == ALU ? new int[] {0, 8, 16} : new int[] {0, 8, 16, 32};
    return pick(bits);
  }

  /** To a slot at or before {@code end}. */
  private Insn jump(int end) {
    int width = random.nextBoolean() ? JMP : JMP32;
    int distance = random.nextInt(Math.min(6, end - code.size()));
    return random.nextBoolean()
        ? new Insn(width | pick(JUMPS) | X, pick(REGISTERS), pick(REGISTERS), distance, 0)
        : new Insn(width | pick(JUMPS) | K, pick(REGISTERS), 0, distance, immediate());
  }

  private Insn store() {
    int size = random.nextInt(SIZES.length);
    int offset = random.nextInt(CONTEXT_BYTES >> size) << size;
    return random.nextBoolean()
        ? new Insn(STX | MEM | SIZES[size], 1, pick(REGISTERS), offset, 0)
        : new Insn(ST | MEM | SIZES[size], 1, 0, offset, immediate());
  }

  private Insn load() {
    int size = random.nextInt(SIZES.length);
    int offset = random.nextInt(CONTEXT_BYTES >> size) << size;
    int mode = SIZES[size] != DW && random.nextBoolean() ? MEMSX : MEM;
    return new Insn(LDX | mode | SIZES[size], pick(REGISTERS), 1, offset, 0);
  }

  private int immediate() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-2, 3);
      case 1 -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      case 2 -> 1 << random.nextInt(32);
      default -> random.nextInt();
    };
  }

  private int nonZero() {
    int immediate = immediate();
    return immediate == 0 ? -1 : immediate;
  }

  private int pick(int[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
