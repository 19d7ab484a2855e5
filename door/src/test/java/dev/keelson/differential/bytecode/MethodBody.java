package dev.keelson.differential.bytecode;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Blocks that jump to each other in any way: forward as they like, back as long as there is fuel.
 * The stack with which a block begins is the one of the first jump to it. Mutable, confined to one
 * thread.
 */
final class MethodBody {
  private static final int FUEL = 10;
  private static final int TURNS = 20;
  private static final int MOST_WAITING = 4;

  private static final List<Opcode> WITH_ZERO =
      List.of(Opcode.IFEQ, Opcode.IFNE, Opcode.IFLT, Opcode.IFGE, Opcode.IFGT, Opcode.IFLE);
  private static final List<Opcode> OF_TWO =
      List.of(
          Opcode.IF_ICMPEQ,
          Opcode.IF_ICMPNE,
          Opcode.IF_ICMPLT,
          Opcode.IF_ICMPGE,
          Opcode.IF_ICMPGT,
          Opcode.IF_ICMPLE);

  private final CodeBuilder code;
  private final Decisions decisions;
  private final Set<Shape> shapes;
  private final StackCode straight;
  private final List<Block> blocks = new ArrayList<>();

  /** A place that is jumped to. */
  private static final class Block {
    private final Label label;
    private Optional<List<Kind>> entry = Optional.empty();

    Block(Label label) {
      this.label = label;
    }
  }

  MethodBody(CodeBuilder code, Decisions decisions, Members members, Set<Shape> shapes) {
    this.code = code;
    this.decisions = decisions;
    this.shapes = shapes;
    this.straight = new StackCode(code, decisions, members, shapes);
  }

  void write() {
    code.aload(0).getfield(StackCode.NUMBERS, "c", CD_int).istore(1);
    code.aload(0).getfield(StackCode.NUMBERS, "d", CD_int).istore(2);
    code.iconst_1().istore(3);
    code.aload(0).getfield(StackCode.NUMBERS, "a", CD_long).lstore(4);
    code.aload(0).getfield(StackCode.NUMBERS, "b", CD_long).lstore(6);
    code.lconst_0().lstore(8).bipush(TURNS).istore(FUEL);
    int count = 1 + decisions.below(9);
    for (int i = 0; i <= count; i++) {
      blocks.add(new Block(code.newLabel()));
    }
    blocks.getFirst().entry = Optional.of(List.of());
    blocks.getLast().entry = Optional.of(List.of());
    for (int i = 0; i < count; i++) {
      block(i);
    }
    code.labelBinding(blocks.getLast().label);
    end();
  }

  private void block(int index) {
    Block block = blocks.get(index);
    if (block.entry.isEmpty()) {
      shapes.add(Shape.DEAD);
      block.entry = Optional.of(List.of());
    }
    code.labelBinding(block.label);
    straight.enter(block.entry.get());
    steps(decisions.below(10), 2);
    leave(index);
  }

  private void steps(int count, int depth) {
    for (int i = 0; i < count; i++) {
      if (depth > 0 && decisions.oneIn(7)) {
        fork(depth - 1);
      } else {
        straight.step();
      }
    }
  }

  /** Two ways that leave one value more on a stack that waits meanwhile. */
  private void fork(int depth) {
    straight.line();
    Label other = code.newLabel();
    Label join = code.newLabel();
    test(other);
    List<Kind> before = straight.stack();
    waiting(before);
    List<Kind> after = new ArrayList<>(before);
    after.add(decisions.oneIn(3) ? Kind.LONG : Kind.INT);
    shapes.add(Shape.MERGED);
    arm(before, after, depth);
    code.goto_(join).labelBinding(other);
    arm(before, after, depth);
    code.labelBinding(join);
    straight.enter(after);
  }

  private void arm(List<Kind> before, List<Kind> after, int depth) {
    straight.enter(before);
    steps(decisions.below(4), depth);
    straight.become(after);
  }

  /** Jumps to {@code label} or goes on, with the same stack. */
  private void test(Label label) {
    switch (decisions.below(4)) {
      case 0 -> {
        straight.need(Kind.INT);
        code.branch(WITH_ZERO.get(decisions.below(WITH_ZERO.size())), label);
        straight.popped();
      }
      case 1 -> {
        straight.need(Kind.LONG, Kind.LONG);
        code.lcmp().branch(WITH_ZERO.get(decisions.below(WITH_ZERO.size())), label);
        straight.popped();
        straight.popped();
      }
      case 2 -> {
        straight.need(Kind.NUMBERS);
        code.branch(decisions.oneIn(2) ? Opcode.IFNULL : Opcode.IFNONNULL, label);
        straight.popped();
      }
      default -> {
        straight.need(Kind.INT, Kind.INT);
        code.branch(OF_TWO.get(decisions.below(OF_TWO.size())), label);
        straight.popped();
        straight.popped();
      }
    }
  }

  private void leave(int index) {
    straight.line();
    int ahead = blocks.size() - 1 - index;
    Block next = blocks.get(index + 1);
    switch (decisions.below(6)) {
      case 0 -> jump(next);
      case 1, 2 -> {
        Block target = blocks.get(index + 1 + decisions.below(ahead));
        become(target);
        straight.push(Kind.INT);
        code.branch(WITH_ZERO.get(decisions.below(WITH_ZERO.size())), target.label);
        straight.popped();
        shapes.add(Shape.JUMPS);
        jump(blocks.get(index + 1 + decisions.below(ahead)));
      }
      case 3 -> cases(index, ahead);
      case 4 -> {
        Block target = blocks.get(decisions.below(index + 1));
        become(target);
        code.iinc(FUEL, -1).iload(FUEL).ifgt(target.label);
        shapes.add(Shape.LOOPS);
        jump(next);
      }
      default -> {
        jump(blocks.getLast());
        shapes.add(Shape.DEAD);
        straight.enter(List.of());
        steps(1 + decisions.below(3), 0);
        jump(next);
      }
    }
  }

  private void become(Block target) {
    if (target.entry.isEmpty()) {
      List<Kind> now = straight.stack();
      target.entry = Optional.of(now.subList(0, Math.min(MOST_WAITING, now.size())));
    }
    straight.become(target.entry.get());
    waiting(straight.stack());
  }

  private void waiting(List<Kind> stack) {
    if (!stack.isEmpty()) {
      shapes.add(Shape.WAITING);
    }
  }

  private void jump(Block target) {
    become(target);
    code.goto_(target.label);
  }

  private void cases(int index, int ahead) {
    Block fallback = blocks.get(index + 1 + decisions.below(ahead));
    become(fallback);
    List<Kind> stack = straight.stack();
    straight.push(Kind.INT);
    code.bipush(7).iand();
    List<SwitchCase> cases = new ArrayList<>();
    int step = 1 + decisions.below(3);
    for (int i = 0; i < 4; i++) {
      Block target = blocks.get(index + 1 + decisions.below(ahead));
      if (target.entry.isEmpty()) {
        target.entry = Optional.of(stack);
      }
      boolean fits = target.entry.get().equals(stack);
      cases.add(SwitchCase.of(i * step, fits ? target.label : fallback.label));
    }
    if (step == 1) {
      code.tableswitch(0, 3, fallback.label, cases);
    } else {
      code.lookupswitch(fallback.label, cases);
    }
    straight.popped();
    shapes.add(Shape.SWITCHES);
  }

  private void end() {
    straight.line();
    code.aload(0).lload(4).bipush(31).i2l().lmul().lload(6).lxor().bipush(31).i2l().lmul();
    code.lload(8).ladd().iload(3).i2l().ladd().putfield(StackCode.NUMBERS, "result", CD_long);
    code.aload(0).iload(1).putfield(StackCode.NUMBERS, "small", CD_int);
    code.aload(0).iload(2).putfield(StackCode.NUMBERS, "flag", CD_int);
    code.return_();
  }
}
