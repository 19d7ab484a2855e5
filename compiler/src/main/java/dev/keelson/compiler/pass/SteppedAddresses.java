package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves what is added to an index out of it, to where memory instructions have room for it: {@code
 * at[i]} and {@code at[i + 1]} then share an address. Only of indexes that the verifier knows
 * exactly in every turn, or that nothing asks about: of others it may know the bounds of the sum,
 * not of its parts.
 *
 * <pre>
 *   index base, (i + 1) * 8    -->    offset (index base, i * 8) + 8
 * </pre>
 */
public final class SteppedAddresses {
  private final Function function;
  private final WalkedNumbers walked;
  private final Definitions definitions;
  private final Set<Value> compared = new HashSet<>();
  private final List<Instruction> out = new ArrayList<>();
  private boolean changed;

  private SteppedAddresses(Function function) {
    this.function = function;
    this.walked = new WalkedNumbers(function);
    this.definitions = Definitions.of(function);
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Terminator.Branch branch) {
        compared.add(branch.left());
        compared.add(branch.right());
      }
    }
  }

  /** After loops have their forms. Returns whether anything changed. */
  public static boolean run(Function function) {
    boolean indexes =
        function.blocks().stream()
            .flatMap(block -> block.instructions().stream())
            .anyMatch(instruction -> instruction.op() instanceof Op.Index);
    return indexes && new SteppedAddresses(function).run();
  }

  private boolean run() {
    for (Block block : function.blocks()) {
      out.clear();
      for (Instruction instruction : block.instructions()) {
        Op op = instruction.op();
        Op better = op instanceof Op.Index index ? apart(block, index, instruction.line()) : op;
        changed |= !better.equals(op);
        out.add(new Instruction(instruction.result(), better, instruction.line()));
      }
      block.instructions().clear();
      block.instructions().addAll(out);
    }
    return changed;
  }

  private Op apart(Block block, Op.Index index, int line) {
    boolean widened =
        definitions.get(index.index()) instanceof Op.Unary(UnaryKind kind, Value _)
            && (kind == UnaryKind.SEXT32 || kind == UnaryKind.ZEXT32);
    Value sum = widened ? ((Op.Unary) definitions.get(index.index())).operand() : index.index();
    if (!(definitions.get(sum) instanceof Op.Binary(BinaryKind kind, Value rest, Value added))
        || kind != BinaryKind.ADD
        || !(definitions.get(added) instanceof Op.Const(long constant))) {
      return index;
    }
    long bytes = constant * index.scale();
    // Neither the sum nor what is left of it is negative: so it did not wrap, and widens alike.
    boolean safe =
        bytes == (short) bytes
            && walked.notNegative(block, sum)
            && walked.notNegative(block, rest)
            && (walked.exact(sum) || !(compared.contains(sum) || compared.contains(index.index())));
    if (!safe) {
      return index;
    }
    Value wide = rest;
    if (rest.type() == Type.I32) {
      wide = add(Type.I64, new Op.Unary(UnaryKind.ZEXT32, rest), line);
    }
    Value base = add(Type.POINTER, new Op.Index(index.base(), wide, index.scale()), line);
    return new Op.Offset(base, (int) bytes);
  }

  private Value add(Type type, Op op, int line) {
    Value result = function.newValue(type);
    definitions.put(result, op);
    out.add(new Instruction(result, op, line));
    return result;
  }
}
