package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Appends instructions to a block of a function, folding constants as it goes, so that what a
 * setting switches off is not even built. Mutable; it stands at one block and one source line.
 */
final class Emitter {
  private final Function function;
  private final Map<Value, Op> definitions = new HashMap<>();
  private Block block;
  private int line;
  private Value lock;
  private List<Resource> open = List.of();

  Emitter(Function function) {
    this.function = function;
    this.block = function.newBlock();
  }

  Block block() {
    return block;
  }

  Block newBlock() {
    return function.newBlock();
  }

  void at(Block place) {
    block = place;
  }

  void line(int sourceLine) {
    line = sourceLine;
  }

  int line() {
    return line;
  }

  Value parameterOf(Block target, Type type) {
    Value value = function.newValue(type);
    target.parameters().add(value);
    return value;
  }

  /** The lock that is held from here on; {@code null} for none. */
  void held(Value address) {
    lock = address;
  }

  /** What must be given back from here on. */
  void opened(List<Resource> resources) {
    open = resources;
  }

  Value callKernel(String function, Type type, Value... arguments) {
    return emit(new Op.CallKernel(function, List.of(arguments)), type);
  }

  Value emit(Op op, Type type) {
    if (lock != null) {
      Locks.requireNoCall(op);
    }
    Value value = function.newValue(type);
    definitions.put(value, op);
    block.instructions().add(new Instruction(value, op, line));
    return value;
  }

  Value int32(int value) {
    return emit(new Op.Const(value), Type.I32);
  }

  Value int64(long value) {
    return emit(new Op.Const(value), Type.I64);
  }

  Value nullPointer() {
    return emit(new Op.Const(0), Type.POINTER);
  }

  Value zero(Type type) {
    return emit(new Op.Const(0), type);
  }

  /** Something of that type that nothing is known of; only in functions that are thrown away. */
  Value unknown(Type type) {
    return emit(new Op.Parameter(0), type);
  }

  OptionalLong constant(Value value) {
    return definitions.get(value) instanceof Op.Const(long number)
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }

  Value binary(BinaryKind kind, Value left, Value right) {
    OptionalLong a = constant(left);
    OptionalLong b = constant(right);
    Type type = left.type();
    if (a.isPresent() && b.isPresent()) {
      return emit(new Op.Const(Folding.binary(kind, type, a.getAsLong(), b.getAsLong())), type);
    }
    return emit(new Op.Binary(kind, left, right), type);
  }

  /** Division or remainder, after the check for zero that Java has. */
  Value divide(BinaryKind kind, Value left, Value right) {
    OptionalLong divisor = constant(right);
    if (divisor.isEmpty()) {
      faultIf(Condition.EQ, right, zero(right.type()), FaultKind.DIVISION_BY_ZERO);
    } else if (divisor.getAsLong() == 0) {
      fault(FaultKind.DIVISION_BY_ZERO);
      block = newBlock();
      return zero(left.type());
    }
    return binary(kind, left, right);
  }

  Value unary(UnaryKind kind, Value operand) {
    Type type =
        switch (kind) {
          case SEXT32, ZEXT32 -> Type.I64;
          case TRUNC, BSWAP16, SEXT8, SEXT16, ZEXT16 -> Type.I32;
          case NEG, BSWAP, HIDE -> operand.type();
        };
    OptionalLong a = constant(operand);
    if (a.isPresent()) {
      return emit(new Op.Const(Folding.unary(kind, operand.type(), a.getAsLong())), type);
    }
    return emit(new Op.Unary(kind, operand), type);
  }

  Value compare(Condition condition, Value left, Value right) {
    OptionalLong a = constant(left);
    OptionalLong b = constant(right);
    if (a.isPresent() && b.isPresent()) {
      return int32(Folding.holds(condition, left.type(), a.getAsLong(), b.getAsLong()) ? 1 : 0);
    }
    return emit(new Op.Compare(condition, left, right), Type.I32);
  }

  Value offset(Value base, int bytes) {
    return bytes == 0 ? base : emit(new Op.Offset(base, bytes), Type.POINTER);
  }

  /**
   * {@code base} plus {@code index} elements; a branch on {@code index} has shown that it is in.
   */
  Value index(Value base, Value index, int scaleBytes) {
    return emit(new Op.Index(base, index, scaleBytes), Type.POINTER);
  }

  /** Bytes from {@code start} to {@code end} of one piece of memory. */
  Value distance(Value start, Value end) {
    return emit(new Op.Distance(start, end), Type.I64);
  }

  Value load(Value address, int offset, int sizeBytes, boolean signed, boolean stable, Type type) {
    return emit(new Op.Load(address, offset, sizeBytes, signed, stable), type);
  }

  void store(Value address, int offset, int sizeBytes, Value value) {
    emit(new Op.Store(address, offset, sizeBytes, value), Type.VOID);
  }

  Value stackSlot(int sizeBytes, String what) {
    return emit(new Op.StackSlot(sizeBytes, what), Type.POINTER);
  }

  Value mapAddress(String map) {
    return emit(new Op.MapAddress(map), Type.POINTER);
  }

  Value call(Helper helper, Type type, Value... arguments) {
    return emit(new Op.CallHelper(helper, List.of(arguments)), type);
  }

  /**
   * A choice between two new blocks; a comparison of constants is decided and stays in its block.
   */
  Branches branch(Condition condition, Value left, Value right) {
    if (constant(right).orElse(1) == 0
        && definitions.get(left) instanceof Op.Compare(Condition inner, Value a, Value b)
        && (condition == Condition.EQ || condition == Condition.NE)) {
      return branch(condition == Condition.NE ? inner : inner.negated(), a, b);
    }
    OptionalLong a = constant(left);
    OptionalLong b = constant(right);
    if (a.isPresent() && b.isPresent()) {
      boolean holds = Folding.holds(condition, left.type(), a.getAsLong(), b.getAsLong());
      return holds ? new Branches(block, null) : new Branches(null, block);
    }
    Block yes = newBlock();
    Block no = newBlock();
    block.terminate(
        new Terminator.Branch(
            condition, left, right, new Edge(yes, List.of()), new Edge(no, List.of()), line));
    return new Branches(yes, no);
  }

  /** The two ways of a branch; one is {@code null} when it was decided at once. */
  record Branches(Block yes, Block no) {}

  /** Goes on only where the comparison does not hold. */
  void faultIf(Condition condition, Value left, Value right, FaultKind kind) {
    Branches ways = branch(condition, left, right);
    if (ways.yes() != null) {
      block = ways.yes();
      fault(kind);
    }
    block = ways.no() == null ? newBlock() : ways.no();
  }

  void jump(Block target, List<Value> arguments) {
    block.terminate(new Terminator.Jump(new Edge(target, arguments), line));
  }

  void fault(FaultKind kind) {
    Value held = lock;
    if (held != null) {
      call(Helper.SPIN_UNLOCK, Type.VOID, held);
    }
    lock = null;
    open.reversed().forEach(resource -> resource.giveBack(this));
    lock = held;
    block.terminate(new Terminator.Fault(kind, line));
  }

  void returns(List<Value> values) {
    block.terminate(new Terminator.Return(values, line));
  }

  /** {@code whenTrue} where the comparison holds, else {@code whenFalse}. */
  Value select(Condition condition, Value left, Value right, Value whenTrue, Value whenFalse) {
    return choose(condition, left, right, () -> whenTrue, () -> whenFalse);
  }

  /** What {@code whenTrue} computes where the comparison holds, else what the other does. */
  Value choose(
      Condition condition,
      Value left,
      Value right,
      Supplier<Value> whenTrue,
      Supplier<Value> whenFalse) {
    Branches ways = branch(condition, left, right);
    if (ways.no() == null) {
      block = ways.yes();
      return whenTrue.get();
    }
    if (ways.yes() == null) {
      block = ways.no();
      return whenFalse.get();
    }
    Block join = newBlock();
    block = ways.yes();
    Value yes = whenTrue.get();
    Value result = parameterOf(join, yes.type());
    jump(join, List.of(yes));
    block = ways.no();
    jump(join, List.of(whenFalse.get()));
    block = join;
    return result;
  }

  /**
   * A pointer as a number. To the verifier it is one, of which it allows no shifts and no masks; a
   * copy that the kernel made is a number.
   */
  Value addressAsNumber(Value pointer) {
    Value kept = stackSlot(Long.BYTES, "address");
    store(kept, 0, Long.BYTES, pointer);
    return numberAt(kept);
  }

  /** The number of 8 bytes at an address, as a helper reads it. */
  Value numberAt(Value place) {
    Value copy = stackSlot(Long.BYTES, "number");
    call(Helper.PROBE_READ_KERNEL, Type.I64, copy, int64(Long.BYTES), place);
    return load(copy, 0, Long.BYTES, false, false, Type.I64);
  }
}
