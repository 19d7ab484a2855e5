package dev.keelson.bpf;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programs written by hand, so that the loader is tested without the compiler. */
public final class Assembly {
  /** enum bpf_func_id, include/uapi/linux/bpf.h. */
  public static final int MAP_LOOKUP = 1;

  public static final int RINGBUF_OUTPUT = 130;
  public static final int RINGBUF_RESERVE = 131;
  public static final int RINGBUF_SUBMIT = 132;
  public static final int RINGBUF_DISCARD = 133;

  private final List<Insn> code = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<Integer, String> jumps = new HashMap<>();

  /** An empty program. */
  public Assembly() {}

  public Assembly add(int opcode, int dst, int src, int offset, int imm) {
    code.add(new Insn(opcode, dst, src, offset, imm));
    return this;
  }

  public Assembly move(int dst, int src) {
    return add(Opcode.ALU64 | Opcode.MOV | Opcode.X, dst, src, 0, 0);
  }

  public Assembly set(int dst, int imm) {
    return add(Opcode.ALU64 | Opcode.MOV | Opcode.K, dst, 0, 0, imm);
  }

  public Assembly alu(int operation, int dst, int imm) {
    return add(Opcode.ALU64 | operation | Opcode.K, dst, 0, 0, imm);
  }

  public Assembly load(int size, int dst, int src, int offset) {
    return add(Opcode.LDX | Opcode.MEM | size, dst, src, offset, 0);
  }

  public Assembly store(int size, int dst, int offset, int src) {
    return add(Opcode.STX | Opcode.MEM | size, dst, src, offset, 0);
  }

  public Assembly storeImmediate(int size, int dst, int offset, int imm) {
    return add(Opcode.ST | Opcode.MEM | size, dst, 0, offset, imm);
  }

  public Assembly map(int dst, String map) {
    relocations.add(new Relocation.MapAddress(code.size(), map));
    add(Opcode.LD_IMM64, dst, 0, 0, 0);
    return add(0, 0, 0, 0, 0);
  }

  public Assembly call(int helper) {
    return add(Opcode.JMP | Opcode.CALL, 0, 0, 0, helper);
  }

  public Assembly exit() {
    return add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
  }

  public Assembly jump(int condition, int dst, int imm, String label) {
    jumps.put(code.size(), label);
    return add(Opcode.JMP | condition | Opcode.K, dst, 0, 0, imm);
  }

  public Assembly label(String name) {
    labels.put(name, code.size());
    return this;
  }

  public List<Insn> code() {
    List<Insn> resolved = new ArrayList<>(code);
    jumps.forEach((slot, label) -> {
      Insn insn = code.get(slot);
      resolved.set(
          slot,
          new Insn(
              insn.opcode(), insn.dst(), insn.src(), labels.get(label) - slot - 1, insn.imm()));
    });
    return resolved;
  }

  public ProgramSpec program(String name, AttachPoint attachPoint) {
    return new ProgramSpec(name, attachPoint, code(), relocations, List.of(), List.of());
  }

  public static BpfImage image(List<MapSpec> maps, ProgramSpec... programs) {
    return new BpfImage("assembled", "GPL", maps, List.of(programs), Bytes.empty(), List.of());
  }

  public static MapSpec map(String name, MapType type, int key, int value, int entries) {
    return new MapSpec(name, type, key, value, entries, 0, 0, 0);
  }

  /** Adds one to the 64-bit value at index 0 of an array. */
  public static ProgramSpec counting(String name, AttachPoint attachPoint, String array) {
    return new Assembly()
        .storeImmediate(Opcode.W, 10, -4, 0)
        .map(1, array)
        .move(2, 10)
        .alu(Opcode.ADD, 2, -4)
        .call(MAP_LOOKUP)
        .jump(Opcode.JEQ, 0, 0, "out")
        .set(1, 1)
        .add(Opcode.STX | Opcode.ATOMIC | Opcode.DW, 0, 1, 0, 0)
        .label("out")
        .set(0, 0)
        .exit()
        .program(name, attachPoint);
  }

  /**
   * Emits records to a ring: {@code {u32 count; u32 size; u64 first}} in the context, each record
   * begins with its number. Stops when the ring is full; {@code first} becomes the next number.
   */
  public static ProgramSpec emitting(String ring) {
    Assembly code =
        new Assembly()
            .move(6, 1)
            .load(Opcode.W, 7, 6, 0)
            .alu(Opcode.AND, 7, 0x7ff)
            .load(Opcode.W, 8, 6, 4)
            .alu(Opcode.AND, 8, 0x7f)
            .load(Opcode.DW, 9, 6, 8);
    for (int offset = -128; offset < 0; offset += 8) {
      code.storeImmediate(Opcode.DW, 10, offset, 0);
    }
    return code.label("next")
        .jump(Opcode.JEQ, 7, 0, "out")
        .store(Opcode.DW, 10, -128, 9)
        .map(1, ring)
        .move(2, 10)
        .alu(Opcode.ADD, 2, -128)
        .move(3, 8)
        .set(4, 0)
        .call(RINGBUF_OUTPUT)
        .jump(Opcode.JNE, 0, 0, "out")
        .alu(Opcode.ADD, 9, 1)
        .alu(Opcode.SUB, 7, 1)
        .jump(Opcode.JA, 0, 0, "next")
        .label("out")
        .store(Opcode.DW, 6, 8, 9)
        .set(0, 0)
        .exit()
        .program("emit", new AttachPoint.Syscall());
  }

  /** Reserves a record of 16 bytes and discards it. */
  public static ProgramSpec discarding(String ring) {
    return new Assembly()
        .map(1, ring)
        .set(2, 16)
        .set(3, 0)
        .call(RINGBUF_RESERVE)
        .jump(Opcode.JEQ, 0, 0, "out")
        .move(1, 0)
        .set(2, 0)
        .call(RINGBUF_DISCARD)
        .label("out")
        .set(0, 0)
        .exit()
        .program("discard", new AttachPoint.Syscall());
  }
}
