package dev.keelson.differential.bytecode;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.keelson.differential.Numbers;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Straight code: each step finds what it needs on the operand stack, or pushes it first. Variables
 * 1 to 3 are ints, 4, 6 and 8 longs; 10 is {@link MethodBody}'s; 11 to 14 hold what a block puts
 * there. Mutable, confined to one thread.
 */
final class StackCode {
  static final ClassDesc NUMBERS = Numbers.class.describeConstable().orElseThrow();

  private static final int DEEPEST = 6;
  private static final int FIRST_SCRATCH = 11;
  private static final int LAST_SCRATCH = 14;

  private final CodeBuilder code;
  private final Decisions decisions;
  private final Members members;
  private final Set<Shape> shapes;
  private final List<Kind> stack = new ArrayList<>();
  private final Map<Integer, Kind> scratch = new HashMap<>();
  private int line = 1;

  StackCode(CodeBuilder code, Decisions decisions, Members members, Set<Shape> shapes) {
    this.code = code;
    this.decisions = decisions;
    this.members = members;
    this.shapes = shapes;
  }

  List<Kind> stack() {
    return List.copyOf(stack);
  }

  /** Goes on with such a stack, and nothing in the variables that a block has for itself. */
  void enter(List<Kind> entry) {
    stack.clear();
    stack.addAll(entry);
    scratch.clear();
  }

  /** A line of its own, by which a fault is known. */
  void line() {
    code.lineNumber(line++);
  }

  /** One thing, whatever. */
  void step() {
    line();
    if (stack.size() > DEEPEST) {
      consume();
      return;
    }
    switch (decisions.below(12)) {
      case 0, 1 -> push(kind());
      case 2, 3, 4 -> calculate();
      case 5, 6 -> shuffle();
      case 7 -> convert();
      case 8 -> consume();
      case 9 -> keep();
      case 10 -> {
        need(Kind.INT);
        members.storeAndLoad(code, narrow());
        shapes.add(Shape.NARROWED);
      }
      default -> {
        need(Kind.INT, Kind.LONG);
        members.call(code, narrow());
        popped();
        shapes.add(Shape.CALLS);
      }
    }
  }

  private ClassDesc narrow() {
    return Members.NARROW.get(decisions.below(Members.NARROW.size()));
  }

  private Kind kind() {
    return switch (decisions.below(8)) {
      case 0, 1, 2, 3 -> Kind.INT;
      case 4, 5, 6 -> Kind.LONG;
      default -> Kind.NUMBERS;
    };
  }

  void pushed(Kind kind) {
    stack.add(kind);
  }

  void popped() {
    stack.removeLast();
  }

  void push(Kind kind) {
    switch (kind) {
      case INT -> pushInt();
      case LONG -> pushLong();
      case NUMBERS -> code.aload(0);
    }
    stack.add(kind);
  }

  private void pushInt() {
    switch (decisions.below(4)) {
      case 0 -> code.loadConstant((int) decisions.number());
      case 1 -> code.aload(0).getfield(NUMBERS, decisions.oneIn(2) ? "c" : "d", CD_int);
      default -> code.iload(1 + decisions.below(3));
    }
  }

  private void pushLong() {
    switch (decisions.below(4)) {
      case 0 -> code.loadConstant(decisions.number());
      case 1 -> code.aload(0).getfield(NUMBERS, decisions.oneIn(2) ? "a" : "b", CD_long);
      default -> code.lload(4 + 2 * decisions.below(3));
    }
  }

  /** Sees to it that these are on top. */
  void need(Kind... kinds) {
    int have = kinds.length;
    while (have > 0 && !endsWith(List.of(kinds).subList(0, have))) {
      have--;
    }
    for (int i = have; i < kinds.length; i++) {
      push(kinds[i]);
    }
  }

  private boolean endsWith(List<Kind> kinds) {
    int from = stack.size() - kinds.size();
    return from >= 0 && stack.subList(from, stack.size()).equals(kinds);
  }

  /** What the top is a number of; INT if it is none. */
  private Kind number() {
    return !stack.isEmpty() && stack.getLast() == Kind.LONG ? Kind.LONG : Kind.INT;
  }

  private void calculate() {
    boolean isLong = number() == Kind.LONG;
    int operator = decisions.below(12);
    if (operator >= 6 && operator < 9) {
      need(number(), Kind.INT);
      shift(operator, isLong);
      popped();
      return;
    }
    need(number(), number());
    switch (operator) {
      case 0 -> act(isLong, code::ladd, code::iadd);
      case 1 -> act(isLong, code::lsub, code::isub);
      case 2 -> act(isLong, code::lmul, code::imul);
      case 3 -> act(isLong, code::land, code::iand);
      case 4 -> act(isLong, code::lor, code::ior);
      case 9, 10 -> divide(isLong, operator == 9);
      default -> act(isLong, code::lxor, code::ixor);
    }
    popped();
  }

  private static void act(boolean isLong, Runnable onLongs, Runnable onInts) {
    (isLong ? onLongs : onInts).run();
  }

  private void shift(int operator, boolean isLong) {
    switch (operator) {
      case 6 -> act(isLong, code::lshl, code::ishl);
      case 7 -> act(isLong, code::lshr, code::ishr);
      default -> act(isLong, code::lushr, code::iushr);
    }
  }

  private void divide(boolean isLong, boolean quotient) {
    if (decisions.oneIn(6)) {
      shapes.add(Shape.FAULTS);
    } else {
      act(isLong, () -> code.lconst_1().lor(), () -> code.iconst_1().ior());
    }
    if (quotient) {
      act(isLong, code::ldiv, code::idiv);
    } else {
      act(isLong, code::lrem, code::irem);
    }
  }

  private void convert() {
    need(number());
    if (number() == Kind.LONG) {
      code.l2i();
      popped();
      pushed(Kind.INT);
      return;
    }
    switch (decisions.below(6)) {
      case 0 -> code.i2b();
      case 1 -> code.i2s();
      case 2 -> code.i2c();
      case 3 -> code.ineg();
      case 4 -> code.iconst_m1().ixor();
      default -> {
        code.i2l();
        popped();
        pushed(Kind.LONG);
      }
    }
  }

  /** Copies and swaps, each where the verifier allows it (JVMS 6.5, the forms of dup). */
  private void shuffle() {
    shapes.add(Shape.SHUFFLED);
    while (stack.size() < 4) {
      push(kind());
    }
    int last = stack.size() - 1;
    boolean wide = stack.get(last) == Kind.LONG;
    boolean wideBelow = stack.get(last - 1) == Kind.LONG;
    boolean form = decisions.oneIn(2);
    if (wide && wideBelow) {
      copy(form ? code::dup2_x2 : code::dup2, 1, form ? 1 : 0);
    } else if (wide) {
      boolean deep = stack.get(last - 2) != Kind.LONG && form;
      copy(deep ? code::dup2_x2 : code::dup2_x1, 1, deep ? 2 : 1);
    } else if (wideBelow) {
      copy(form ? code::dup_x2 : code::dup, 1, form ? 1 : 0);
    } else {
      narrowShuffle(stack.get(last - 2) == Kind.LONG);
    }
  }

  /** The two on top take a slot each; {@code wide} is what lies below them. */
  private void narrowShuffle(boolean wide) {
    switch (decisions.below(6)) {
      case 0 -> {
        code.swap();
        stack.add(stack.size() - 2, stack.removeLast());
      }
      case 1 -> copy(code::dup, 1, 0);
      case 2 -> copy(code::dup_x1, 1, 1);
      case 3 -> copy(code::dup2, 2, 0);
      case 4 -> copy(wide ? code::dup2_x2 : code::dup2_x1, 2, 1);
      default -> copy(wide ? code::dup : code::dup_x2, 1, wide ? 0 : 2);
    }
  }

  /** The top ones again, below the next ones. */
  private void copy(Runnable instruction, int top, int next) {
    instruction.run();
    List<Kind> copied = List.copyOf(stack.subList(stack.size() - top, stack.size()));
    stack.addAll(stack.size() - top - next, copied);
  }

  /** Takes the top away, and lets it count. */
  void consume() {
    if (stack.isEmpty()) {
      return;
    }
    switch (stack.getLast()) {
      case INT -> {
        int variable = 1 + decisions.below(3);
        code.iload(variable).ixor().istore(variable);
      }
      case LONG -> {
        int variable = 4 + 2 * decisions.below(3);
        code.lload(variable).ladd().lstore(variable);
      }
      case NUMBERS -> code.pop();
    }
    popped();
  }

  /** Into a slot that may have held something of another type, and back. */
  private void keep() {
    Kind kind = number();
    need(kind);
    int slot = FIRST_SCRATCH + decisions.below(LAST_SCRATCH - FIRST_SCRATCH);
    code.storeLocal(kind.type(), slot);
    popped();
    if (scratch.containsKey(slot) && scratch.get(slot) != kind) {
      shapes.add(Shape.SLOTS);
    }
    // What overlaps is gone: a long in the slot before, whatever is in the slot behind.
    scratch
        .entrySet()
        .removeIf(one ->
            one.getKey() + one.getValue().slots() > slot && one.getKey() < slot + kind.slots());
    scratch.put(slot, kind);
    int loaded =
        scratch.keySet().stream()
            .sorted()
            .skip(decisions.below(scratch.size()))
            .findFirst()
            .orElseThrow();
    code.loadLocal(scratch.get(loaded).type(), loaded);
    pushed(scratch.get(loaded));
  }

  /** Makes the stack {@code wanted}; what fits already waits below. */
  void become(List<Kind> wanted) {
    int fitting = 0;
    while (fitting < Math.min(stack.size(), wanted.size())
        && stack.get(fitting) == wanted.get(fitting)) {
      fitting++;
    }
    while (stack.size() > fitting) {
      consume();
    }
    wanted.subList(fitting, wanted.size()).forEach(this::push);
  }
}
