package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * For targets without signed division: divides magnitudes and puts the sign back, without a branch.
 * With {@code s(x) = x >> width-1} (0 or -1), {@code |x| = (x ^ s) - s}, and the sign of a quotient
 * is {@code s(a) ^ s(b)}, that of a remainder {@code s(a)}. MIN is its own magnitude read unsigned,
 * so MIN / -1 gives MIN and MIN % -1 gives 0, as in Java.
 */
public final class SignedDivision {
  private SignedDivision() {}

  public static void run(Function function) {
    for (Block block : function.blocks()) {
      List<Instruction> old = List.copyOf(block.instructions());
      block.instructions().clear();
      for (Instruction instruction : old) {
        if (instruction.op() instanceof Op.Binary binary
            && (binary.kind() == BinaryKind.DIV || binary.kind() == BinaryKind.REM)) {
          block.instructions().addAll(expand(function, instruction, binary));
        } else {
          block.instructions().add(instruction);
        }
      }
    }
  }

  private static List<Instruction> expand(
      Function function, Instruction instruction, Op.Binary binary) {
    Steps steps = new Steps(function, instruction);
    Value a = binary.left();
    Value b = binary.right();
    Value signA = steps.sign(a);
    Value signB = steps.sign(b);
    Value sizeA = steps.conditionalNegate(a, signA);
    Value sizeB = steps.conditionalNegate(b, signB);
    boolean quotient = binary.kind() == BinaryKind.DIV;
    Value unsigned = steps.add(quotient ? BinaryKind.UDIV : BinaryKind.UREM, sizeA, sizeB);
    Value sign = quotient ? steps.add(BinaryKind.XOR, signA, signB) : signA;
    Value flipped = steps.add(BinaryKind.XOR, unsigned, sign);
    steps.list.add(
        new Instruction(
            instruction.result(),
            new Op.Binary(BinaryKind.SUB, flipped, sign),
            instruction.line()));
    return steps.list;
  }

  /** The expansion of one division, growing. */
  private static final class Steps {
    private final Function function;
    private final Type type;
    private final int line;
    private final List<Instruction> list = new ArrayList<>();
    private final Value shift;

    Steps(Function function, Instruction division) {
      this.function = function;
      this.type = division.result().type();
      this.line = division.line();
      this.shift = function.newValue(Type.I32);
      list.add(new Instruction(shift, new Op.Const(type == Type.I64 ? 63 : 31), line));
    }

    Value sign(Value value) {
      return add(BinaryKind.SHR, value, shift);
    }

    Value conditionalNegate(Value value, Value sign) {
      return add(BinaryKind.SUB, add(BinaryKind.XOR, value, sign), sign);
    }

    Value add(BinaryKind kind, Value left, Value right) {
      Value result = function.newValue(type);
      list.add(new Instruction(result, new Op.Binary(kind, left, right), line));
      return result;
    }
  }
}
