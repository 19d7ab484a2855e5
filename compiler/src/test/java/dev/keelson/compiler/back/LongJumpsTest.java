package dev.keelson.compiler.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Code is long here, or the reach of a jump short, which comes to the same. */
class LongJumpsTest {
  private static final int MOST_VISITS = 300;
  private static final int ANY_ROOM = LongJumps.MOST_SLOTS;

  /** Register 1 says which block runs; register 2 is compared with. */
  private static final int MARKER = 1;

  private static final int COMPARED = 2;

  @Property(tries = 500)
  void whateverTheReachCodeGoesTheSameWays(
      @ForAll long seed, @ForAll @IntRange(min = 200, max = 900) int reach) {
    List<Integer> expected = visits(new RandomBlocks(seed).function, new Random(seed));

    List<Insn> code = emit(new RandomBlocks(seed).function, reach);

    assertThat(visits(code, new Random(seed))).isEqualTo(expected);
    assertThat(jumps(code)).allMatch(jump -> Math.abs(jump.offset()) <= reach);
  }

  @Test
  void jumpsOverLongCodeFitTheirSixteenBits() {
    MachineFunction function = new MachineFunction("far");
    List<MachineBlock> parts = blocks(function, 4);
    fill(parts.get(1), 50_000);
    fill(parts.get(2), 50_000);
    branch(parts.get(0), parts.get(3), parts.get(1));
    parts.get(1).add(new MachineOp.Jump(parts.get(2)), 0);
    branch(parts.get(2), parts.get(0), parts.get(3)); // and back
    parts.get(3).add(new MachineOp.Exit(true), 0);

    List<Insn> code = emit(function, LongJumps.REACH);

    assertThat(jumps(code)).allMatch(jump -> Math.abs(jump.offset()) <= LongJumps.REACH);
    assertThat(code.size()).isBetween(100_000, 100_100);
  }

  @Test
  void jumpsToOnePlaceShareTheirSteps() {
    MachineFunction function = new MachineFunction("shared");
    List<MachineBlock> parts = blocks(function, 1001);
    for (int i = 0; i < 1000; i++) {
      fill(parts.get(i), 100);
      branch(parts.get(i), parts.get(1000), parts.get(i + 1));
    }
    parts.get(1000).add(new MachineOp.Exit(true), 0);
    int ownSlots = 1001 + 1000 * 101 + 1;

    assertThat(emit(function, LongJumps.REACH).size() - ownSlots).isBetween(20, 60);
  }

  @Test
  void aProgramWhoseJumpsCrowdEachOtherOutIsRefused() {
    MachineFunction function = new MachineFunction("crowded");
    List<MachineBlock> parts = blocks(function, 600);
    for (int i = 0; i < 300; i++) {
      branch(parts.get(i), parts.get(300 + i), parts.get(i + 1));
    }
    parts.subList(300, 600).forEach(block -> fill(block, 100));
    parts.subList(300, 600).forEach(block -> block.add(new MachineOp.Exit(true), 0));

    assertThatThrownBy(() -> emit(function, 100))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("error[program-size]: crowded is too long for a program");
  }

  @Test
  void aProgramThatTheKernelWouldFindTooLongIsRefused() {
    MachineFunction function = new MachineFunction("endless");
    MachineBlock only = function.newBlock(0);
    function.blocks.add(only);
    fill(only, 200);
    only.add(new MachineOp.Exit(true), 17);

    assertThatThrownBy(
            () -> LongJumps.bridge(function, BlockOrder.of(function), 100, 200, "Endless.java"))
        .isInstanceOf(CompileException.class)
        .hasMessage(
            """
            Endless.java:17: error[program-size]: endless is too long for a program: 201 instructions
                The kernel takes 1,000,000, and jumps of 16 bits. A short method is put in the place of each of its calls.
                Write: a loop in place of calls that repeat, or several programs.\
            """);
  }

  private static List<Insn> emit(MachineFunction function, int reach) {
    Frame frame = Frame.layOut(function);
    List<MachineBlock> order =
        LongJumps.bridge(function, BlockOrder.of(function), reach, ANY_ROOM, "Test.java");
    Emission emission = new Emission(new DataSections(List.of()));
    emission.append(function.name, order, frame);
    return emission.code();
  }

  /** Blocks that say which they are. */
  private static List<MachineBlock> blocks(MachineFunction function, int count) {
    for (int i = 0; i < count; i++) {
      MachineBlock block = function.newBlock(0);
      block.add(new MachineOp.Constant(MARKER, i, true), 0);
      function.blocks.add(block);
    }
    return function.blocks;
  }

  private static void fill(MachineBlock block, int slots) {
    for (int i = 0; i < slots; i++) {
      block.add(new MachineOp.Constant(0, i, true), 0);
    }
  }

  private static void branch(MachineBlock from, MachineBlock yes, MachineBlock no) {
    from.add(
        new MachineOp.Branch(Condition.EQ, true, COMPARED, MachineOp.NONE, from.id, yes, no), 0);
  }

  private static List<Insn> jumps(List<Insn> code) {
    return code.stream()
        .filter(insn -> (insn.opcode() & 0x07) == Opcode.JMP && insn.opcode() != exit())
        .toList();
  }

  private static int exit() {
    return Opcode.JMP | Opcode.EXIT;
  }

  /** The markers met on a walk through the blocks, the random numbers deciding. */
  private static List<Integer> visits(MachineFunction function, Random decisions) {
    List<Integer> visits = new ArrayList<>();
    MachineBlock block = function.blocks.getFirst();
    while (visits.size() < MOST_VISITS) {
      if (block.steps.getFirst().op() instanceof MachineOp.Constant marker) {
        visits.add((int) marker.value());
      }
      if (block.last() instanceof MachineOp.Branch branch && branch.yes() != branch.no()) {
        block = decisions.nextBoolean() ? branch.yes() : branch.no();
      } else if (block.successors().isEmpty()) {
        break;
      } else {
        block = block.successors().getFirst();
      }
    }
    return visits;
  }

  /** The same walk through code. */
  private static List<Integer> visits(List<Insn> code, Random decisions) {
    List<Integer> visits = new ArrayList<>();
    int pc = 0;
    while (visits.size() < MOST_VISITS && code.get(pc).opcode() != exit()) {
      Insn insn = code.get(pc++);
      switch (insn.opcode()) {
        case Opcode.ALU64 | Opcode.MOV | Opcode.K -> {
          if (insn.dst() == MARKER) {
            visits.add(insn.imm());
          }
        }
        case Opcode.LD_IMM64 -> pc++;
        case Opcode.JMP | Opcode.JA -> pc += insn.offset();
        case Opcode.JMP | Opcode.JEQ -> pc += decisions.nextBoolean() ? insn.offset() : 0;
        case Opcode.JMP | Opcode.JNE -> pc += decisions.nextBoolean() ? 0 : insn.offset();
        default -> throw new AssertionError("not made here: " + insn);
      }
    }
    return visits;
  }

  /** Blocks of all lengths that go to each other at random. */
  private static final class RandomBlocks {
    final MachineFunction function = new MachineFunction("random");
    private final Random random;

    RandomBlocks(long seed) {
      random = new Random(seed);
      blocks(function, 2 + random.nextInt(40)).forEach(this::finish);
    }

    private void finish(MachineBlock block) {
      int kind = random.nextInt(10);
      if (kind == 0) {
        block.steps.clear();
        block.add(new MachineOp.Exit(false), 0);
        return;
      }
      fill(block, random.nextInt(random.nextBoolean() ? 10 : 300));
      if (random.nextBoolean()) {
        block.add(new MachineOp.Constant(0, 1L << 40, true), 0); // two slots
      }
      if (kind == 1) {
        block.add(new MachineOp.Exit(true), 0);
      } else if (kind < 5) {
        block.add(new MachineOp.Jump(any()), 0);
      } else {
        branch(block, any(), any());
      }
    }

    private MachineBlock any() {
      return function.blocks.get(random.nextInt(function.blocks.size()));
    }
  }
}
