package dev.keelson.testkit.interpreter;

import static dev.keelson.object.insn.Opcode.ALU;
import static dev.keelson.object.insn.Opcode.ALU64;
import static dev.keelson.object.insn.Opcode.ATOMIC;
import static dev.keelson.object.insn.Opcode.CALL;
import static dev.keelson.object.insn.Opcode.DW;
import static dev.keelson.object.insn.Opcode.EXIT;
import static dev.keelson.object.insn.Opcode.JMP;
import static dev.keelson.object.insn.Opcode.K;
import static dev.keelson.object.insn.Opcode.LDX;
import static dev.keelson.object.insn.Opcode.LD_IMM64;
import static dev.keelson.object.insn.Opcode.MEM;
import static dev.keelson.object.insn.Opcode.MOV;
import static dev.keelson.object.insn.Opcode.PSEUDO_CALL;
import static dev.keelson.object.insn.Opcode.PSEUDO_MAP_FD;
import static dev.keelson.object.insn.Opcode.ST;
import static dev.keelson.object.insn.Opcode.STX;
import static dev.keelson.object.insn.Opcode.X;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import java.util.ArrayList;
import java.util.List;

/** Writes a program slot by slot. */
final class Code {
  private final List<Insn> slots = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final List<MapSpec> maps = new ArrayList<>();

  Code insn(int opcode, int dst, int src, int offset, int imm) {
    slots.add(new Insn(opcode, dst, src, offset, imm));
    return this;
  }

  Code move(int dst, int imm) {
    return insn(ALU64 | MOV | K, dst, 0, 0, imm);
  }

  Code moveRegister(int dst, int src) {
    return insn(ALU64 | MOV | X, dst, src, 0, 0);
  }

  Code constant(int dst, long value) {
    return insn(LD_IMM64, dst, 0, 0, (int) value).insn(0, 0, 0, 0, (int) (value >> 32));
  }

  Code alu64(int operation, int dst, int src) {
    return insn(ALU64 | operation | X, dst, src, 0, 0);
  }

  Code alu32(int operation, int dst, int src) {
    return insn(ALU | operation | X, dst, src, 0, 0);
  }

  Code load(int size, int dst, int base, int offset) {
    return insn(LDX | MEM | size, dst, base, offset, 0);
  }

  Code store(int size, int base, int offset, int src) {
    return insn(STX | MEM | size, base, src, offset, 0);
  }

  Code storeConstant(int size, int base, int offset, int imm) {
    return insn(ST | MEM | size, base, 0, offset, imm);
  }

  Code atomic(int operation, int base, int offset, int src) {
    return insn(STX | ATOMIC | DW, base, src, offset, operation);
  }

  Code jump(int operation, int dst, int imm, int offset) {
    return insn(JMP | operation | K, dst, 0, offset, imm);
  }

  Code helper(int number) {
    return insn(JMP | CALL, 0, 0, 0, number);
  }

  Code call(int relative) {
    return insn(JMP | CALL, 0, PSEUDO_CALL, 0, relative);
  }

  Code map(int dst, MapType type, int keySize, int valueSize, int maxEntries) {
    if (maps.isEmpty()) {
      maps.add(new MapSpec("MAP", type, keySize, valueSize, maxEntries, 0, 0, 0));
    }
    relocations.add(new Relocation.MapAddress(slots.size(), "MAP"));
    return insn(LD_IMM64, dst, PSEUDO_MAP_FD, 0, 0).insn(0, 0, 0, 0, 0);
  }

  Code frameAddress(int dst, int offset) {
    return moveRegister(dst, 10).insn(ALU64 | K, dst, 0, 0, offset);
  }

  Code exit() {
    return insn(JMP | EXIT, 0, 0, 0, 0);
  }

  BpfImage image() {
    ProgramSpec program =
        new ProgramSpec(
            "test", new AttachPoint.Syscall(), slots, relocations, List.of(), List.of());
    return new BpfImage("test", "GPL", maps, List.of(program), Bytes.empty(), List.of());
  }

  Interpreter interpreter() {
    return Interpreter.of(image());
  }

  /** r0 of one run with that context. */
  long run(byte... context) {
    return interpreter().run("test", context).r0();
  }
}
