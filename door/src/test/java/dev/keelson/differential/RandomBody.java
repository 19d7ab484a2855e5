package dev.keelson.differential;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws the body of one method: statements on locals and fields, well typed, with loops that end.
 * Every statement has a line of its own.
 */
final class RandomBody {
  private static final int MOST_STATEMENTS = 5;
  private static final int DEEPEST_EXPRESSION = 4;
  private static final int DEEPEST_STATEMENT = 2;

  private static final Opcode[] INT_COMPARISONS = {
    Opcode.IF_ICMPEQ,
    Opcode.IF_ICMPNE,
    Opcode.IF_ICMPLT,
    Opcode.IF_ICMPGE,
    Opcode.IF_ICMPGT,
    Opcode.IF_ICMPLE
  };
  private static final Opcode[] ZERO_COMPARISONS = {
    Opcode.IFEQ, Opcode.IFNE, Opcode.IFLT, Opcode.IFGE, Opcode.IFGT, Opcode.IFLE
  };

  private final CodeBuilder code;
  private final RandomGenerator random;
  private final int functions;
  private final List<Integer> ints = new ArrayList<>();
  private final List<Integer> longs = new ArrayList<>();
  private boolean hasNumbers;
  private int line;

  RandomBody(CodeBuilder code, RandomGenerator random, int functions) {
    this.code = code;
    this.random = random;
    this.functions = functions;
  }

  /** {@code void (Numbers)}. */
  void program() {
    hasNumbers = true;
    statements(0);
    nextLine();
    storeField();
    code.return_();
  }

  /** {@code long (long, int)}. */
  void function() {
    longs.add(0);
    ints.add(2);
    statements(DEEPEST_STATEMENT - 1);
    nextLine();
    longValue(0);
    code.lreturn();
  }

  private void statements(int depth) {
    int count = 1 + random.nextInt(MOST_STATEMENTS);
    for (int i = 0; i < count; i++) {
      nextLine();
      switch (random.nextInt(depth < DEEPEST_STATEMENT ? 8 : 4)) {
        case 0, 1 -> assignLocal();
        case 2, 3 -> storeField();
        case 4, 5 -> branch(depth);
        case 6 -> loop(depth);
        default -> choice(depth);
      }
    }
  }

  private void nextLine() {
    line++;
    code.lineNumber(line);
  }

  private void assignLocal() {
    boolean wide = random.nextBoolean();
    List<Integer> locals = wide ? longs : ints;
    if (wide) {
      longValue(0);
    } else {
      intValue(0);
    }
    boolean fresh = locals.isEmpty() || random.nextInt(3) == 0;
    TypeKind kind = wide ? TypeKind.LONG : TypeKind.INT;
    int slot = fresh ? code.allocateLocal(kind) : pick(locals);
    code.storeLocal(kind, slot);
    if (fresh) {
      locals.add(slot);
    }
  }

  private void storeField() {
    if (!hasNumbers) {
      assignLocal();
      return;
    }
    code.aload(0);
    if (random.nextBoolean()) {
      longValue(0);
      code.putfield(RandomClass.NUMBERS, pick(List.of("a", "b", "result")), ConstantDescs.CD_long);
    } else {
      intValue(0);
      code.putfield(
          RandomClass.NUMBERS, pick(List.of("c", "d", "small", "flag")), ConstantDescs.CD_int);
    }
  }

  private void branch(int depth) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    comparison(0, otherwise);
    scoped(depth);
    code.goto_(end);
    code.labelBinding(otherwise);
    if (random.nextBoolean()) {
      scoped(depth);
    }
    code.labelBinding(end);
    code.nop(); // a label at the very end needs something to stand before
  }

  private void loop(int depth) {
    int counter = code.allocateLocal(TypeKind.INT);
    Label start = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0();
    code.istore(counter);
    code.labelBinding(start);
    code.iload(counter);
    code.loadConstant(1 + random.nextInt(6));
    code.if_icmpge(end);
    // Statements read and assign a copy: nothing may touch the counter itself.
    int copy = code.allocateLocal(TypeKind.INT);
    code.iload(counter);
    code.istore(copy);
    ints.add(copy);
    scoped(depth);
    ints.remove(Integer.valueOf(copy));
    if (random.nextInt(3) == 0) {
      comparison(1, end);
    }
    code.iinc(counter, 1);
    code.goto_(start);
    code.labelBinding(end);
    code.nop();
  }

  private void choice(int depth) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    List<SwitchCase> cases = new ArrayList<>();
    int first = random.nextInt(-3, 3);
    int step = random.nextBoolean() ? 1 : 1000;
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      cases.add(SwitchCase.of(first + i * step, code.newLabel()));
    }
    intValue(1);
    code.loadConstant(7);
    code.iand();
    if (step == 1) {
      code.tableswitch(first, first + cases.size() - 1, otherwise, cases);
    } else {
      code.lookupswitch(otherwise, cases);
    }
    for (SwitchCase one : cases) {
      code.labelBinding(one.target());
      scoped(depth + 1);
      if (random.nextInt(4) != 0) {
        code.goto_(end);
      }
    }
    code.labelBinding(otherwise);
    scoped(depth + 1);
    code.labelBinding(end);
    code.nop();
  }

  /** Statements whose new locals end with them. */
  private void scoped(int depth) {
    int intsBefore = ints.size();
    int longsBefore = longs.size();
    statements(depth + 1);
    ints.subList(intsBefore, ints.size()).clear();
    longs.subList(longsBefore, longs.size()).clear();
  }

  /** Jumps to {@code target} when a drawn comparison holds. */
  private void comparison(int depth, Label target) {
    switch (random.nextInt(3)) {
      case 0 -> {
        intValue(depth + 1);
        intValue(depth + 1);
        code.branch(INT_COMPARISONS[random.nextInt(INT_COMPARISONS.length)], target);
      }
      case 1 -> {
        intValue(depth + 1);
        code.branch(ZERO_COMPARISONS[random.nextInt(ZERO_COMPARISONS.length)], target);
      }
      default -> {
        longValue(depth + 1);
        longValue(depth + 1);
        code.lcmp();
        code.branch(ZERO_COMPARISONS[random.nextInt(ZERO_COMPARISONS.length)], target);
      }
    }
  }

  private void intValue(int depth) {
    if (depth >= DEEPEST_EXPRESSION) {
      intLeaf();
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> intLeaf();
      case 1 -> {
        longValue(depth + 1);
        code.l2i();
      }
      case 2 -> {
        intValue(depth + 1);
        pick(List.<Runnable>of(code::i2b, code::i2s, code::i2c, code::ineg)).run();
      }
      case 3 -> {
        longValue(depth + 1);
        longValue(depth + 1);
        code.lcmp();
      }
      case 4 -> ternary(depth, () -> intValue(depth + 1));
      default -> {
        intValue(depth + 1);
        intValue(depth + 1);
        pick(List.<Runnable>of(
                code::iadd,
                code::isub,
                code::imul,
                code::iand,
                code::ior,
                code::ixor,
                code::ishl,
                code::ishr,
                code::iushr,
                () -> divide(false)))
            .run();
      }
    }
  }

  private void longValue(int depth) {
    if (depth >= DEEPEST_EXPRESSION) {
      longLeaf();
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> longLeaf();
      case 1 -> {
        intValue(depth + 1);
        code.i2l();
      }
      case 2 -> {
        longValue(depth + 1);
        code.lneg();
      }
      case 3 -> call(depth);
      case 4 -> ternary(depth, () -> longValue(depth + 1));
      case 5 -> {
        longValue(depth + 1);
        intValue(depth + 1);
        pick(List.<Runnable>of(code::lshl, code::lshr, code::lushr)).run();
      }
      default -> {
        longValue(depth + 1);
        longValue(depth + 1);
        pick(List.<Runnable>of(
                code::ladd,
                code::lsub,
                code::lmul,
                code::land,
                code::lor,
                code::lxor,
                () -> divide(true)))
            .run();
      }
    }
  }

  /** Mostly by an odd number, so that not every run ends at its first division. */
  private void divide(boolean wide) {
    boolean odd = random.nextInt(8) != 0;
    if (wide) {
      if (odd) {
        code.lconst_1();
        code.lor();
      }
      pick(List.<Runnable>of(code::ldiv, code::lrem)).run();
    } else {
      if (odd) {
        code.iconst_1();
        code.ior();
      }
      pick(List.<Runnable>of(code::idiv, code::irem)).run();
    }
  }

  private void call(int depth) {
    if (functions == 0) {
      longLeaf();
      return;
    }
    longValue(depth + 1);
    intValue(depth + 1);
    code.invokestatic(RandomClass.CLASS, "f" + random.nextInt(functions), RandomClass.FUNCTION);
  }

  private void ternary(int depth, Runnable value) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    comparison(depth + 1, otherwise);
    value.run();
    code.goto_(end);
    code.labelBinding(otherwise);
    value.run();
    code.labelBinding(end);
  }

  private void intLeaf() {
    switch (random.nextInt(3)) {
      case 0 -> code.loadConstant((int) EdgeNumbers.nextLong(random));
      case 1 -> field(pick(List.of("c", "d", "small", "flag")), false);
      default -> {
        if (ints.isEmpty()) {
          field("d", false);
        } else {
          code.iload(pick(ints));
        }
      }
    }
  }

  private void longLeaf() {
    switch (random.nextInt(3)) {
      case 0 -> code.loadConstant(EdgeNumbers.nextLong(random));
      case 1 -> field(pick(List.of("a", "b", "result")), true);
      default -> {
        if (longs.isEmpty()) {
          field("b", true);
        } else {
          code.lload(pick(longs));
        }
      }
    }
  }

  private void field(String name, boolean wide) {
    if (hasNumbers) {
      code.aload(0);
      code.getfield(RandomClass.NUMBERS, name, wide ? ConstantDescs.CD_long : ConstantDescs.CD_int);
    } else if (wide) {
      code.lload(pick(longs));
    } else {
      code.iload(pick(ints));
    }
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
