package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The local variables and the operand stack at one point of a method. Mutable. */
final class Frame {
  private final Operand[] locals;
  private final List<Operand> stack;
  private Value lock;
  private List<Resource> open = List.of();

  Frame(int locals) {
    this.locals = new Operand[locals];
    Arrays.fill(this.locals, Operand.UNSET);
    this.stack = new ArrayList<>();
  }

  private Frame(Operand[] locals, List<Operand> stack, Value lock) {
    this.locals = locals.clone();
    this.stack = new ArrayList<>(stack);
    this.lock = lock;
  }

  Frame copy() {
    Frame copy = new Frame(locals, stack, lock);
    copy.open = open;
    return copy;
  }

  /** The address of the lock that is held; {@code null} for none. */
  Value lock() {
    return lock;
  }

  void lock(Value address) {
    lock = address;
  }

  /** What must be given back, the latest last. */
  List<Resource> open() {
    return open;
  }

  void open(List<Resource> resources) {
    open = List.copyOf(resources);
  }

  void push(Operand operand) {
    stack.add(operand);
  }

  Operand pop() {
    if (stack.isEmpty()) {
      throw Malformed.because("the operand stack is empty where a value is taken from it");
    }
    return stack.removeLast();
  }

  /** The operand that {@link #pop} would take; {@code UNSET} when there is none. */
  Operand top() {
    return stack.isEmpty() ? Operand.UNSET : stack.getLast();
  }

  /** Takes {@code count} operands, in the order in which they were pushed. */
  List<Operand> pop(int count) {
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operands.addFirst(pop());
    }
    return operands;
  }

  Operand local(int slot) {
    checkSlot(slot);
    return locals[slot];
  }

  void setLocal(int slot, Operand operand) {
    checkSlot(slot);
    locals[slot] = operand;
    if (operand.wide() && slot + 1 < locals.length) {
      locals[slot + 1] = Operand.UNSET;
    }
  }

  private void checkSlot(int slot) {
    if (slot < 0 || slot >= locals.length) {
      throw Malformed.because("local variable " + slot + " of " + locals.length);
    }
  }

  /** Locals first, then the stack from its bottom. */
  List<Operand> operands() {
    List<Operand> all = new ArrayList<>(List.of(locals));
    all.addAll(stack);
    return all;
  }

  int size() {
    return locals.length + stack.size();
  }

  int localCount() {
    return locals.length;
  }

  /** A frame of the same form with other operands, in the order of {@link #operands}. */
  Frame with(List<Operand> operands) {
    Frame other =
        new Frame(
            operands.subList(0, locals.length).toArray(Operand[]::new),
            operands.subList(locals.length, operands.size()),
            lock);
    other.open = open;
    return other;
  }

  /** Changes every operand. */
  void replaceAll(UnaryOperator<Operand> change) {
    for (int i = 0; i < locals.length; i++) {
      locals[i] = change.apply(locals[i]);
    }
    stack.replaceAll(change);
  }

  /** Everything that is the same possibly-null thing as {@code operand} is known not to be null. */
  void refineNotNull(Operand operand) {
    if (operand.maybeNull()) {
      replaceAll(other ->
          other.maybeNull() && other.values().getFirst() == operand.values().getFirst()
              ? other.notNull()
              : other);
    }
  }
}
