package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Uses what {@link Intervals} knows: checks that cannot fail go, and with them the ways to their
 * faults; signed operations on numbers that are not negative become the cheaper unsigned ones.
 */
public final class RangeFolding {
  private final Function function;
  private final Intervals intervals;
  private final VerifierRanges verifier;
  private final Substitution substitution = new Substitution();
  private boolean changed;

  private RangeFolding(Function function) {
    this.function = function;
    this.intervals = Intervals.of(function);
    this.verifier = new VerifierRanges(function);
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return new RangeFolding(function).run();
  }

  private boolean run() {
    for (Block block : function.blocks()) {
      if (intervals.reachable(block)) {
        fold(block);
      }
    }
    substitution.apply(function);
    return changed || !substitution.isEmpty();
  }

  private void fold(Block block) {
    List<Instruction> folded = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      Op better = better(block, instruction.result(), instruction.op());
      changed |= !better.equals(instruction.op());
      folded.add(new Instruction(instruction.result(), better, instruction.line()));
    }
    block.instructions().clear();
    block.instructions().addAll(folded);
    if (block.terminator() instanceof Branch branch && verifier.needsNot(branch)) {
      intervals
          .compare(block, branch.condition(), branch.left(), branch.right())
          .ifPresent(holds -> {
            Edge only = holds ? branch.yes() : branch.no();
            block.terminate(new Terminator.Jump(only, branch.line()));
            changed = true;
          });
    }
  }

  private Op better(Block block, Value result, Op op) {
    return switch (op) {
      case Op.Compare c ->
          intervals
              .compare(block, c.condition(), c.left(), c.right())
              .<Op>map(holds -> new Op.Const(holds ? 1 : 0))
              .orElse(op);
      case Op.Unary u when widens(u.kind()) && wide(block, u.operand()) != null -> {
        substitution.replace(result, wide(block, u.operand()));
        yield op;
      }
      case Op.Unary u
          when u.kind() == UnaryKind.SEXT32 && intervals.at(block, u.operand()).notNegative() ->
          new Op.Unary(UnaryKind.ZEXT32, u.operand());
      case Op.Unary u
          when cuts(u.kind())
              && fits(u.kind(), intervals.at(block, u.operand()))
              && verifier.follows(u.operand()) -> {
        substitution.replace(result, u.operand());
        yield op;
      }
      case Op.Binary b -> binary(block, result, b);
      case Op.Unary u -> op;
      case Op.Load l -> op;
      case Op.FieldOp f -> op;
      case Op.Const c -> op;
      case Op.Parameter p -> op;
      case Op.SettingValue s -> op;
      case Op.MapAddress a -> op;
      case Op.FunctionAddress a -> op;
      case Op.GlobalAddress g -> op;
      case Op.StackSlot s -> op;
      case Op.Offset o -> op;
      case Op.Index i -> op;
      case Op.Distance d -> op;
      case Op.Store s -> op;
      case Op.Atomic a -> op;
      case Op.CallHelper c -> op;
      case Op.CallKernel c -> op;
      case Op.CallFunction c -> op;
    };
  }

  private Op binary(Block block, Value result, Op.Binary b) {
    Interval left = intervals.at(block, b.left());
    Interval right = intervals.at(block, b.right());
    boolean positive = left.notNegative() && right.notNegative();
    return switch (b.kind()) {
      case DIV -> positive ? new Op.Binary(BinaryKind.UDIV, b.left(), b.right()) : b;
      case REM -> positive ? new Op.Binary(BinaryKind.UREM, b.left(), b.right()) : b;
      case AND -> {
        // A mask of low bits that all are in it already, as the verifier knows too: a loop's end or
        // an index may rest on it.
        boolean mask = right.single() && (right.low() & (right.low() + 1)) == 0;
        if (mask && left.within(0, right.low()) && verifier.follows(b.left())) {
          substitution.replace(result, b.left());
        }
        yield b;
      }
      case ADD, SUB, MUL, UDIV, UREM, OR, XOR, SHL, SHR, USHR -> b;
    };
  }

  private static boolean widens(UnaryKind kind) {
    return kind == UnaryKind.SEXT32 || kind == UnaryKind.ZEXT32;
  }

  /** The 64-bit number that was cut to {@code narrow} and lost nothing; null when there is none. */
  private Value wide(Block block, Value narrow) {
    return intervals.definition(narrow) instanceof Op.Unary(UnaryKind kind, Value whole)
            && kind == UnaryKind.TRUNC
            && intervals.at(block, whole).within(0, Integer.MAX_VALUE)
        ? whole
        : null;
  }

  private static boolean cuts(UnaryKind kind) {
    return switch (kind) {
      case SEXT8, SEXT16, ZEXT16 -> true;
      case NEG, BSWAP, BSWAP16, SEXT32, ZEXT32, TRUNC, HIDE -> false;
    };
  }

  private static boolean fits(UnaryKind kind, Interval interval) {
    return IntervalArithmetic.unary(Type.I32, kind, interval).equals(interval);
  }
}
