package dev.keelson.compiler.ir;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Terminator.Edge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs IR as its definition says, with Java's own operators: the oracle for passes and back end.
 * Pointers are a region's number in the upper half and a byte offset in the lower. A fault returns
 * the default, 0.
 */
public final class IrEvaluator {
  private static final int STEP_LIMIT = 200_000;

  private static final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Map<String, Function> functions = new HashMap<>();
  private final List<ByteBuffer> regions = new ArrayList<>();
  private int steps;

  public IrEvaluator(List<Function> callees) {
    callees.forEach(callee -> functions.put(callee.name(), callee));
  }

  /** Runs a program on a context, which it may change. */
  public long run(Function program, byte[] context) {
    steps = 0;
    regions.clear();
    regions.add(ByteBuffer.allocate(0));
    try {
      return call(program, new long[] {region(ByteBuffer.wrap(context))});
    } catch (FaultException e) {
      return 0;
    }
  }

  private long region(ByteBuffer bytes) {
    regions.add(bytes.order(ByteOrder.LITTLE_ENDIAN));
    return (regions.size() - 1L) << 32 | 1 << 16;
  }

  private long call(Function function, long[] arguments) {
    Map<Value, Long> values = new HashMap<>();
    Block block = function.entry();
    while (true) {
      for (Instruction instruction : block.instructions()) {
        if (++steps > STEP_LIMIT) {
          throw new IllegalStateException("the program does not end");
        }
        values.put(instruction.result(), evaluate(instruction, values, arguments));
      }
      Edge edge;
      switch (block.terminator()) {
        case Terminator.Return end -> {
          return end.values().isEmpty() ? 0 : values.get(end.values().getFirst());
        }
        case Terminator.Fault fault -> throw new FaultException();
        case Terminator.Jump jump -> edge = jump.edge();
        case Terminator.MayGoto may -> edge = may.next();
        case Terminator.Branch b ->
            edge =
                holds(b.condition(), values.get(b.left()), values.get(b.right()))
                    ? b.yes()
                    : b.no();
      }
      List<Long> passed = edge.arguments().stream().map(values::get).toList();
      block = edge.target();
      for (int i = 0; i < passed.size(); i++) {
        values.put(block.parameters().get(i), passed.get(i));
      }
    }
  }

  private long evaluate(Instruction instruction, Map<Value, Long> values, long[] arguments) {
    boolean narrow = instruction.result().type() == Type.I32;
    return switch (instruction.op()) {
      case Op.Const c -> c.value();
      case Op.Parameter p -> arguments[p.index()];
      case Op.SettingValue s -> s.declared();
      case Op.FunctionAddress a ->
          throw new IllegalStateException("no callbacks here: " + a.function());
      case Op.MapAddress a -> throw new IllegalStateException("no maps here: " + a.map());
      case Op.GlobalAddress g -> throw new IllegalStateException("no globals: " + g.global());
      case Op.StackSlot s -> region(ByteBuffer.allocate(s.sizeBytes()));
      case Op.Binary b -> {
        long left = values.get(b.left());
        long right = values.get(b.right());
        yield narrow ? narrow(b.kind(), (int) left, (int) right) : wide(b.kind(), left, right);
      }
      case Op.Unary u -> unary(u.kind(), values.get(u.operand()), narrow);
      case Op.Compare c ->
          holds(c.condition(), values.get(c.left()), values.get(c.right())) ? 1 : 0;
      case Op.Offset o -> values.get(o.base()) + o.bytes();
      case Op.Index i -> values.get(i.base()) + values.get(i.index()) * i.scale();
      case Op.Distance d -> values.get(d.end()) - values.get(d.start());
      case Op.Load l -> load(l, values.get(l.address()));
      case Op.FieldLoad l ->
          load(
              new Op.Load(l.address(), l.offset(), l.sizeBytes(), l.signed(), true),
              values.get(l.address()));
      case Op.FieldAddress a -> values.get(a.base()) + a.bytes();
      case Op.FieldNumber n -> n.value();
      case Op.Store s -> store(s, values.get(s.address()), values.get(s.value()));
      case Op.Atomic a -> {
        List<Long> given = a.values().stream().map(values::get).toList();
        Op.Load place = new Op.Load(a.address(), a.offset(), a.sizeBytes(), false, false);
        long old = load(place, values.get(a.address()));
        long put =
            switch (a.kind()) {
              case ADD, COUNT -> old + given.getFirst();
              case AND -> old & given.getFirst();
              case OR -> old | given.getFirst();
              case XOR -> old ^ given.getFirst();
              case EXCHANGE -> given.getFirst();
              case COMPARE_EXCHANGE -> old == given.getFirst() ? given.getLast() : old;
            };
        store(
            new Op.Store(a.address(), a.offset(), a.sizeBytes(), a.values().getLast()),
            values.get(a.address()),
            put);
        yield old;
      }
      case Op.CallHelper c ->
          switch (c.helper()) {
            case GET_SMP_PROCESSOR_ID -> 0L;
            default -> throw new IllegalStateException("no helper " + c.helper());
          };
      case Op.CallKernel c -> throw new IllegalStateException("no kernel for " + c.function());
      case Op.CallFunction c ->
          call(
              functions.get(c.function()), c.arguments().stream().mapToLong(values::get).toArray());
    };
  }

  private long load(Op.Load load, long address) {
    ByteBuffer bytes = regions.get((int) (address >>> 32));
    int at = (int) address - (1 << 16) + load.offset();
    return switch (load.sizeBytes()) {
      case 1 -> load.signed() ? bytes.get(at) : bytes.get(at) & 0xff;
      case 2 -> load.signed() ? bytes.getShort(at) : bytes.getChar(at);
      case 4 -> bytes.getInt(at);
      default -> bytes.getLong(at);
    };
  }

  private long store(Op.Store store, long address, long value) {
    ByteBuffer bytes = regions.get((int) (address >>> 32));
    int at = (int) address - (1 << 16) + store.offset();
    switch (store.sizeBytes()) {
      case 1 -> bytes.put(at, (byte) value);
      case 2 -> bytes.putShort(at, (short) value);
      case 4 -> bytes.putInt(at, (int) value);
      default -> bytes.putLong(at, value);
    }
    return 0;
  }

  private static long unary(Op.UnaryKind kind, long x, boolean narrow) {
    return switch (kind) {
      case NEG -> narrow ? -(int) x : -x;
      case BSWAP -> narrow ? Integer.reverseBytes((int) x) : Long.reverseBytes(x);
      case BSWAP16 -> Short.reverseBytes((short) x) & 0xffff;
      case SEXT8 -> (byte) x;
      case SEXT16 -> (short) x;
      case ZEXT16 -> (char) x;
      case SEXT32, TRUNC -> (int) x;
      case ZEXT32 -> x & 0xffff_ffffL;
      case HIDE -> x;
    };
  }

  private static int narrow(BinaryKind kind, int a, int b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case UDIV -> Integer.divideUnsigned(a, b);
      case UREM -> Integer.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }

  private static long wide(BinaryKind kind, long a, long b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case UDIV -> Long.divideUnsigned(a, b);
      case UREM -> Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }

  private static boolean holds(Condition condition, long a, long b) {
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case ULT -> Long.compareUnsigned(a, b) < 0;
      case ULE -> Long.compareUnsigned(a, b) <= 0;
      case UGT -> Long.compareUnsigned(a, b) > 0;
      case UGE -> Long.compareUnsigned(a, b) >= 0;
    };
  }
}
