package dev.keelson.bpf;

import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Programs, assembled by hand, each of which the verifier refuses for another reason. */
@SuppressWarnings("ImmutableEnumChecker") // the suppliers keep nothing
enum Provoked {
  NULL_ENTRY(() -> lookup("HASH").load(Opcode.DW, 0, 0, 0).exit()),
  NUMBER_AS_POINTER(() -> new Assembly().set(2, 7).load(Opcode.DW, 0, 2, 0).exit()),
  OUTSIDE_VALUE(() -> found("HASH").load(Opcode.DW, 0, 0, 8).label("out").set(0, 0).exit()),
  UNBOUNDED_INDEX(() ->
      found("HASH")
          .load(Opcode.DW, 1, 0, 0)
          .add(Opcode.ALU64 | Opcode.ADD | Opcode.X, 0, 1, 0, 0)
          .load(Opcode.B, 0, 0, 0)
          .label("out")
          .set(0, 0)
          .exit()),
  NEGATIVE_SIZE(() ->
      found("HASH")
          .load(Opcode.DW, 3, 0, 0)
          .map(1, "RING")
          .move(2, 10)
          .alu(Opcode.ADD, 2, -8)
          .set(4, 0)
          .call(Assembly.RINGBUF_OUTPUT)
          .label("out")
          .set(0, 0)
          .exit()),
  INDEX_TOO_LARGE(() ->
      found("HASH")
          .load(Opcode.W, 1, 0, 0)
          .alu(Opcode.AND, 1, 0xff)
          .add(Opcode.ALU64 | Opcode.ADD | Opcode.X, 0, 1, 0, 0)
          .load(Opcode.B, 0, 0, 0)
          .label("out")
          .set(0, 0)
          .exit()),
  UNSET_REGISTER(() -> new Assembly().move(0, 3).exit()),
  OUTSIDE_STACK(() -> new Assembly().storeImmediate(Opcode.DW, 10, -520, 0).set(0, 0).exit()),
  CONTEXT_FIELD(() -> new Assembly().load(Opcode.DW, 0, 1, 4096).exit()),
  UNREACHABLE(() -> new Assembly().set(0, 0).exit().set(0, 1).exit()),
  ENDLESS(() -> new Assembly().set(0, 0).label("again").jump(Opcode.JEQ, 0, 0, "again").exit()),
  TOO_COMPLEX(Provoked::branching),
  WRONG_ARGUMENT(
      () -> new Assembly().move(2, 1).map(1, "HASH").call(Assembly.MAP_LOOKUP).set(0, 0).exit()),
  NO_MAP(() -> new Assembly().move(2, 10).call(Assembly.MAP_LOOKUP).set(0, 0).exit()),
  UNKNOWN_HELPER(() -> new Assembly().call(9999).set(0, 0).exit()),
  HELPER_OF_OTHER_KIND(() -> new Assembly().call(23).set(0, 0).exit()),
  MAP_OF_OTHER_KIND(() ->
      new Assembly()
          .map(1, "HASH")
          .set(2, 8)
          .set(3, 0)
          .call(Assembly.RINGBUF_RESERVE)
          .set(0, 0)
          .exit()),
  UNRELEASED(() ->
      new Assembly()
          .map(1, "RING")
          .set(2, 8)
          .set(3, 0)
          .call(Assembly.RINGBUF_RESERVE)
          .set(0, 0)
          .exit()),
  RESULT_UNSET(() -> new Assembly().set(1, 0).exit()),
  POINTER_ARITHMETIC(() -> new Assembly().alu(Opcode.MUL, 1, 2).set(0, 0).exit()),
  POINTERS_ADDED(() ->
      new Assembly()
          .move(2, 10)
          .add(Opcode.ALU64 | Opcode.ADD | Opcode.X, 2, 1, 0, 0)
          .set(0, 0)
          .exit()),
  UNBOUNDED_OFFSET(() ->
      lookup("HASH")
          .load(Opcode.DW, 1, 10, -8)
          .add(Opcode.ALU64 | Opcode.ADD | Opcode.X, 0, 1, 0, 0)
          .set(0, 0)
          .exit()),
  MISALIGNED(() -> new Assembly().storeImmediate(Opcode.DW, 10, -12, 0).set(0, 0).exit()),
  PACKET(
      () -> new Assembly().load(Opcode.W, 2, 1, 0).load(Opcode.B, 0, 2, 12).exit(),
      new AttachPoint.Xdp("")),
  BTF_OUTSIDE(
      () -> new Assembly().load(Opcode.DW, 1, 1, 0).load(Opcode.DW, 0, 1, 30_000).set(0, 0).exit(),
      new AttachPoint.BtfTracepoint("sched_wakeup")),
  BTF_WRITTEN(
      () ->
          new Assembly()
              .load(Opcode.DW, 1, 1, 0)
              .storeImmediate(Opcode.DW, 1, 0, 0)
              .set(0, 0)
              .exit(),
      new AttachPoint.BtfTracepoint("sched_wakeup")),
  NO_SUCH_FIELD(() -> new Assembly().call(0xbad2310).set(0, 0).exit()),
  READ_ONLY_MAP(
      () -> found("FROZEN").storeImmediate(Opcode.W, 0, 0, 1).label("out").set(0, 0).exit()),
  NO_END(() -> new Assembly().set(0, 0)),
  GPL(() ->
      new Assembly()
          .storeImmediate(Opcode.DW, 10, -8, 0)
          .move(1, 10)
          .alu(Opcode.ADD, 1, -8)
          .set(2, 8)
          .call(6)
          .set(0, 0)
          .exit()),
  DEEP(() -> deep(9)),
  FAT(() -> fat()),
  JUMP_OUT(() -> new Assembly().add(Opcode.JMP | Opcode.JA, 0, 0, 100, 0).exit()),
  ;

  private final Supplier<Assembly> code;
  private final AttachPoint at;

  Provoked(Supplier<Assembly> code) {
    this(code, new AttachPoint.SocketFilter());
  }

  Provoked(Supplier<Assembly> code, AttachPoint at) {
    this.code = code;
    this.at = at;
  }

  private static Assembly lookup(String map) {
    return new Assembly()
        .storeImmediate(Opcode.DW, 10, -8, 0)
        .map(1, map)
        .move(2, 10)
        .alu(Opcode.ADD, 2, -8)
        .call(Assembly.MAP_LOOKUP);
  }

  private static Assembly found(String map) {
    return lookup(map).jump(Opcode.JEQ, 0, 0, "out");
  }

  private static Assembly deep(int frames) {
    Assembly code = new Assembly();
    for (int i = 0; i < frames; i++) {
      code.add(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, 1).exit();
    }
    return code.set(0, 0).exit();
  }

  private static Assembly branching() {
    Assembly code = new Assembly().load(Opcode.W, 6, 1, 0);
    for (int i = 0; i < 9_000; i++) {
      code.add(Opcode.JMP | Opcode.JEQ | Opcode.K, 6, 0, 0, i);
    }
    return code.set(0, 0).exit();
  }

  private static Assembly fat() {
    return new Assembly()
        .storeImmediate(Opcode.DW, 10, -400, 0)
        .add(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, 1)
        .exit()
        .storeImmediate(Opcode.DW, 10, -400, 0)
        .set(0, 0)
        .exit();
  }

  /** Its instruction at slot n is on line 100 + n of the source. */
  BpfImage image() {
    BtfBuilder types = new BtfBuilder();
    int _ = types.add(new BtfType.Int("int", 4, true, false, false, 32)); // not one is refused
    int file = types.string("Provoked.java");
    List<Insn> instructions = code.get().code();
    List<ProgramSpec.LineInfo> lines = new ArrayList<>();
    for (int slot = 0; slot < instructions.size(); slot++) {
      if (instructions.get(slot).opcode() != 0) {
        lines.add(new ProgramSpec.LineInfo(slot, file, file, 100 + slot, 0));
      }
    }
    ProgramSpec bare = code.get().program("provoked", at);
    ProgramSpec program =
        new ProgramSpec(bare.name(), at, bare.code(), bare.relocations(), List.of(), lines);
    List<MapSpec> maps =
        List.of(
            Assembly.map("HASH", MapType.HASH, 8, 8, 4),
            new MapSpec("FROZEN", MapType.ARRAY, 4, 8, 1, MapSpec.READ_ONLY, 0, 0),
            Assembly.map("RING", MapType.RINGBUF, 0, 0, 4096));
    return new BpfImage(
        "Provoked",
        this == GPL ? "MIT" : "GPL",
        maps,
        List.of(program),
        Bytes.copyOf(types.encode()),
        List.of());
  }
}
