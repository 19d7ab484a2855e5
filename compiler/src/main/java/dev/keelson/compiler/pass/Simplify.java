package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.compiler.pass.Comparisons.Test;
import java.util.ArrayList;
import java.util.List;

/**
 * Local rules: constants are computed, dear operations become cheap ones, widening goes where it
 * changes nothing, and a comparison moves into the branch that tests it.
 */
public final class Simplify {
  private final Function function;
  private final Definitions definitions;
  private final Bounds bounds;
  private final Comparisons comparisons;
  private final Substitution substitution = new Substitution();
  private final Indexes indexes;
  private final List<Instruction> out = new ArrayList<>();
  private boolean changed;
  private int line;

  private Simplify(Function function) {
    this.function = function;
    this.definitions = Definitions.of(function);
    this.bounds = new Bounds(definitions);
    this.indexes = Indexes.of(function);
    this.comparisons = new Comparisons(definitions, indexes, bounds, this::add);
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return new Simplify(function).run();
  }

  private boolean run() {
    for (Block block : function.blocks()) {
      List<Instruction> old = List.copyOf(block.instructions());
      out.clear();
      for (Instruction instruction : old) {
        line = instruction.line();
        Op op = instruction.op().map(substitution::resolve);
        Object better = better(instruction.result(), op);
        if (better instanceof Value value) {
          substitution.replace(instruction.result(), value);
          indexes.replace(instruction.result(), value);
          changed = true;
        } else {
          Op kept = better instanceof Op other ? other : op;
          changed |= better != null;
          definitions.put(instruction.result(), kept);
          out.add(new Instruction(instruction.result(), kept, line));
        }
      }
      // Before the instructions are put back: it may need a new constant among them.
      block.terminate(terminator(block.terminator().map(substitution::resolve)));
      block.instructions().clear();
      block.instructions().addAll(out);
    }
    substitution.apply(function);
    return changed;
  }

  /**
   * A value that is the same, an operation that is better, or null when it is as good as it gets.
   */
  private Object better(Value result, Op op) {
    return switch (op) {
      case Op.Binary b -> binary(result.type(), b);
      case Op.Unary u -> unary(result.type(), u);
      case Op.Compare c -> compare(c);
      case Op.Offset o -> offset(o);
      case Op.Index i -> index(i);
      case Op.Distance d -> null;
      case Op.Store s -> store(s);
      case Op.FieldLoad l -> fieldLoad(l);
      case Op.FieldAddress a ->
          definitions.get(a.base()) instanceof Op.FieldAddress outer
              ? new Op.FieldAddress(
                  outer.base(), outer.bytes() + a.bytes(), outer.field().then(a.field()))
              : null;
      case Op.FieldNumber n -> null;
      case Op.Load l -> null;
      case Op.Const c -> null;
      case Op.Parameter p -> null;
      case Op.SettingValue s -> null;
      case Op.MapAddress a -> null;
      case Op.FunctionAddress a -> null;
      case Op.GlobalAddress g -> null;
      case Op.StackSlot s -> null;
      case Op.Atomic a -> null;
      case Op.CallHelper c -> null;
      case Op.CallKernel c -> null;
      case Op.CallFunction c -> null;
    };
  }

  private Object binary(Type type, Op.Binary b) {
    Long left = constant(b.left());
    Long right = constant(b.right());
    if (left != null && right != null) {
      return new Op.Const(Arithmetic.binary(type, b.kind(), left, right));
    }
    if (left != null && b.kind().commutative()) {
      return b.swapped();
    }
    if (left != null && left == 0 && b.kind() == BinaryKind.SUB) {
      return new Op.Unary(UnaryKind.NEG, b.right());
    }
    if (b.left() == b.right()) {
      switch (b.kind()) {
        case SUB, XOR -> {
          return new Op.Const(0);
        }
        case AND, OR -> {
          return b.left();
        }
        default -> {}
      }
    }
    return right == null ? null : withConstant(type, b, right);
  }

  private Object withConstant(Type type, Op.Binary b, long c) {
    Value x = b.left();
    int width = type == Type.I32 ? 32 : 64;
    boolean power = Long.bitCount(type == Type.I32 ? c & 0xffff_ffffL : c) == 1;
    int log = Long.numberOfTrailingZeros(c);
    return switch (b.kind()) {
      case ADD -> c == 0 ? x : reassociate(type, b, c);
      case SUB ->
          c == 0
              ? x
              : new Op.Binary(
                  BinaryKind.ADD, x, number(type, Arithmetic.unary(type, UnaryKind.NEG, c)));
      case MUL ->
          c == 0
              ? new Op.Const(0)
              : c == 1
                  ? x
                  : c == -1
                      ? new Op.Unary(UnaryKind.NEG, x)
                      : power ? new Op.Binary(BinaryKind.SHL, x, number(Type.I32, log)) : null;
      case AND ->
          c == 0
              ? new Op.Const(0)
              : c == -1 || (c == 1 && truth(x))
                  ? x
                  : c == 0xffff_ffffL ? zeroUpper(x) : reassociate(type, b, c);
      case OR -> c == 0 ? x : c == -1 ? new Op.Const(-1) : reassociate(type, b, c);
      case XOR -> c == 0 ? x : reassociate(type, b, c);
      case SHL, SHR, USHR -> {
        long masked = c & (width - 1);
        yield masked == 0
            ? x
            : masked == c ? null : new Op.Binary(b.kind(), x, number(Type.I32, masked));
      }
      case UDIV -> power ? new Op.Binary(BinaryKind.USHR, x, number(Type.I32, log)) : null;
      case UREM -> power ? new Op.Binary(BinaryKind.AND, x, number(type, c - 1)) : null;
      case DIV ->
          c == 1
              ? x
              : c == -1
                  ? new Op.Unary(UnaryKind.NEG, x)
                  : power && c > 0
                      ? new Op.Binary(
                          BinaryKind.SHR, biased(type, x, log, width), number(Type.I32, log))
                      : null;
      case REM ->
          c == 1 || c == -1
              ? new Op.Const(0)
              : power && c > 0
                  ? new Op.Binary(
                      BinaryKind.SUB,
                      x,
                      add(
                          type,
                          new Op.Binary(
                              BinaryKind.AND, biased(type, x, log, width), number(type, -c))))
                  : null;
    };
  }

  /** {@code x & 0xffffffffL}, whose constant does not fit an instruction. */
  private Op zeroUpper(Value x) {
    Value low =
        definitions.get(x) instanceof Op.Unary u
                && (u.kind() == UnaryKind.SEXT32 || u.kind() == UnaryKind.ZEXT32)
            ? u.operand()
            : add(Type.I32, new Op.Unary(UnaryKind.TRUNC, x));
    return new Op.Unary(UnaryKind.ZEXT32, low);
  }

  /** Shifting right rounds down, division towards zero: a negative x needs 2^log - 1 more. */
  private Value biased(Type type, Value x, int log, int width) {
    Value sign = add(type, new Op.Binary(BinaryKind.SHR, x, number(Type.I32, width - 1)));
    Value bias = add(type, new Op.Binary(BinaryKind.USHR, sign, number(Type.I32, width - log)));
    return add(type, new Op.Binary(BinaryKind.ADD, x, bias));
  }

  private Op reassociate(Type type, Op.Binary b, long c) {
    if (definitions.get(b.left()) instanceof Op.Binary inner && inner.kind() == b.kind()) {
      Long other = constant(inner.right());
      if (other != null) {
        long both = Arithmetic.binary(type, b.kind(), other, c);
        return new Op.Binary(b.kind(), inner.left(), number(type, both));
      }
    }
    return null;
  }

  private Object unary(Type type, Op.Unary u) {
    Value x = u.operand();
    Long known = constant(x);
    // What is hidden from the verifier is not to be found out here either.
    if (known != null && u.kind() != UnaryKind.HIDE) {
      return new Op.Const(Arithmetic.unary(type, u.kind(), known));
    }
    Op definition = definitions.get(x);
    if (definition instanceof Op.Unary inner) {
      boolean inverse =
          switch (u.kind()) {
            case NEG, BSWAP -> inner.kind() == u.kind();
            case TRUNC -> inner.kind() == UnaryKind.SEXT32 || inner.kind() == UnaryKind.ZEXT32;
            default -> false;
          };
      if (inverse) {
        return inner.operand();
      }
    }
    return switch (u.kind()) {
      case SEXT8 -> Ranges.within(definition, Byte.MIN_VALUE, Byte.MAX_VALUE) ? x : null;
      case SEXT16 -> Ranges.within(definition, Short.MIN_VALUE, Short.MAX_VALUE) ? x : null;
      case ZEXT16 -> Ranges.within(definition, 0, Character.MAX_VALUE) ? x : null;
      case SEXT32 ->
          Ranges.within(definition, 0, Integer.MAX_VALUE)
              ? new Op.Unary(UnaryKind.ZEXT32, x)
              : null;
      case NEG, BSWAP, BSWAP16, ZEXT32, TRUNC, HIDE -> null;
    };
  }

  private Object compare(Op.Compare c) {
    Test test = comparisons.simplest(c.condition(), c.left(), c.right());
    if (test.known() != null) {
      return new Op.Const(test.known() ? 1 : 0);
    }
    boolean zero = Long.valueOf(0).equals(constant(test.right()));
    if (test.condition() == Condition.NE && zero && truth(test.left())) {
      return test.left();
    }
    if (test.condition() == Condition.LT && zero && test.left().type() == Type.I32) {
      return new Op.Binary(BinaryKind.USHR, test.left(), number(Type.I32, 31));
    }
    Op.Compare better = new Op.Compare(test.condition(), test.left(), test.right());
    return better.equals(c) ? null : better;
  }

  private boolean truth(Value value) {
    return comparisons.truth(value);
  }

  private Object offset(Op.Offset o) {
    if (o.bytes() == 0) {
      return o.base();
    }
    return definitions.get(o.base()) instanceof Op.Offset inner
        ? new Op.Offset(inner.base(), inner.bytes() + o.bytes())
        : null;
  }

  private Object index(Op.Index i) {
    Long index = constant(i.index());
    if (index != null) {
      return new Op.Offset(i.base(), Math.toIntExact(index * i.scale()));
    }
    // A constant part moves out, so that accesses of one header share a pointer and its range.
    if (definitions.get(i.index()) instanceof Op.Unary(UnaryKind widened, Value sum)
        && widened == UnaryKind.ZEXT32
        && definitions.get(sum) instanceof Op.Binary(BinaryKind kind, Value x, Value c)
        && kind == BinaryKind.ADD
        && constant(c) != null
        && bounds.largest(sum) <= Character.MAX_VALUE
        && inPacket(i.base())) {
      Value rest = add(Type.I64, new Op.Unary(UnaryKind.ZEXT32, x));
      Value pointer = add(Type.POINTER, new Op.Index(i.base(), rest, i.scale()));
      return new Op.Offset(pointer, (int) (long) constant(c) * i.scale());
    }
    return null;
  }

  /**
   * Whether it is an address in a packet, which is checked when all is added up. Of an index of an
   * array the verifier must see the check of the very number that is added.
   */
  private boolean inPacket(Value address) {
    Value base = address;
    while (true) {
      switch (definitions.get(base)) {
        case Op.Offset offset -> base = offset.base();
        case Op.Index index -> base = index.base();
        // A context holds the packet's addresses as 32-bit numbers.
        case Op.Load load -> {
          return load.sizeBytes() == Integer.BYTES;
        }
        case null, default -> {
          return false;
        }
      }
    }
  }

  /** A field of a struct within a struct is a field of the outer one, at a place of its own. */
  private Object fieldLoad(Op.FieldLoad l) {
    return definitions.get(l.address()) instanceof Op.FieldAddress outer
            && outer.bytes() + l.offset() <= Short.MAX_VALUE
        ? new Op.FieldLoad(
            outer.base(),
            outer.bytes() + l.offset(),
            l.sizeBytes(),
            l.signed(),
            outer.field().then(l.field()))
        : null;
  }

  /** A store takes the low bytes anyway. */
  private Object store(Op.Store s) {
    if (!(definitions.get(s.value()) instanceof Op.Unary u)) {
      return null;
    }
    boolean needless =
        switch (u.kind()) {
          case TRUNC -> s.sizeBytes() <= 4;
          case SEXT16, ZEXT16 -> s.sizeBytes() <= 2;
          case SEXT8 -> s.sizeBytes() == 1;
          case SEXT32, ZEXT32 -> s.sizeBytes() <= 4;
          case NEG, BSWAP, BSWAP16, HIDE -> false;
        };
    return needless ? new Op.Store(s.address(), s.offset(), s.sizeBytes(), u.operand()) : null;
  }

  private Terminator terminator(Terminator terminator) {
    if (!(terminator instanceof Terminator.Branch b)) {
      return terminator;
    }
    line = b.line();
    Test test = comparisons.simplest(b.condition(), b.left(), b.right());
    Terminator better;
    if (test.known() != null) {
      better = new Terminator.Jump(test.known() ? b.yes() : b.no(), b.line());
    } else if (b.yes().equals(b.no())) {
      better = new Terminator.Jump(b.yes(), b.line());
    } else {
      better =
          new Terminator.Branch(
              test.condition(), test.left(), test.right(), b.yes(), b.no(), b.line());
    }
    changed |= !better.equals(b);
    return better;
  }

  private Long constant(Value value) {
    return definitions.get(value) instanceof Op.Const c ? (Long) c.value() : null;
  }

  private Value number(Type type, long value) {
    return add(type, new Op.Const(type == Type.I32 ? (int) value : value));
  }

  private Value add(Type type, Op op) {
    Value result = function.newValue(type);
    definitions.put(result, op);
    out.add(new Instruction(result, op, line));
    return result;
  }
}
