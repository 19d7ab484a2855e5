package dev.keelson.differential;

import static dev.keelson.object.insn.Opcode.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.BpfObject;
import dev.keelson.linux.Errno;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.insn.Insn;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/** The interpreter is a witness only as long as it agrees with the kernel on every instruction. */
class InterpreterIsKernelTest {
  private static final int PROGRAMS = 300;
  private static final int CONTEXTS = 4;
  private static final int LENGTH = 40;

  @KernelTest(since = "6.6")
  void randomCodeLeavesTheSameContext() {
    long firstSeed = Long.getLong("keelson.seed", System.nanoTime());
    for (long seed = firstSeed; seed < firstSeed + PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BpfImage image = new RandomCode(random).image(LENGTH);
      try (BpfObject loaded = BpfObject.load(image)) {
        for (int i = 0; i < CONTEXTS; i++) {
          byte[] context = context(random);
          Bytes kernel = loaded.program("random").testRun(context).context();
          Bytes interpreter = Interpreter.of(image).run("random", context).context();
          assertThat(interpreter)
              .as(
                  "-Dkeelson.seed=%d:\n%s",
                  seed, Disassembler.print(image.program("random").code()))
              .isEqualTo(kernel);
        }
      }
    }
  }

  @KernelTest
  void anArrayKeepsItsElementsInBoth() {
    for (MapType type : List.of(MapType.ARRAY, MapType.PERCPU_ARRAY)) {
      BpfImage image = deleting(type);
      try (BpfObject loaded = BpfObject.load(image)) {
        Bytes kernel = loaded.program("deleting").testRun(new byte[8]).context();

        assertThat(Interpreter.of(image).run("deleting", new byte[8]).context()).isEqualTo(kernel);
        assertThat(ByteBuffer.wrap(kernel.toArray()).order(ByteOrder.LITTLE_ENDIAN).getLong())
            .isEqualTo(-Errno.EINVAL.number());
      }
    }
  }

  /** Deletes element 0 and leaves the answer in the context. */
  private static BpfImage deleting(MapType type) {
    int deleteElement = 3; // enum bpf_func_id, include/uapi/linux/bpf.h
    List<Insn> code =
        List.of(
            new Insn(ALU64 | MOV | X, 6, 1, 0, 0),
            new Insn(ST | MEM | W, 10, 0, -4, 0),
            new Insn(LD_IMM64, 1, PSEUDO_MAP_FD, 0, 0),
            new Insn(0, 0, 0, 0, 0),
            new Insn(ALU64 | MOV | X, 2, 10, 0, 0),
            new Insn(ALU64 | ADD | K, 2, 0, 0, -4),
            new Insn(JMP | CALL, 0, 0, 0, deleteElement),
            new Insn(STX | MEM | DW, 6, 0, 0, 0),
            new Insn(ALU64 | MOV | K, 0, 0, 0, 0),
            new Insn(JMP | EXIT, 0, 0, 0, 0));
    ProgramSpec program =
        new ProgramSpec(
            "deleting",
            new AttachPoint.Syscall(),
            code,
            List.of(new Relocation.MapAddress(2, "elements")),
            List.of(),
            List.of());
    MapSpec map = new MapSpec("elements", type, 4, 8, 1, 0, 0, 0);
    return new BpfImage(
        "Deleting", "GPL", List.of(map), List.of(program), Bytes.empty(), List.of());
  }

  private static byte[] context(SplittableRandom random) {
    ByteBuffer context = ByteBuffer.allocate(RandomCode.CONTEXT_BYTES);
    while (context.hasRemaining()) {
      context.putLong(EdgeNumbers.nextLong(random));
    }
    return context.array();
  }
}
