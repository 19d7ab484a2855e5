package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Value;
import java.util.Arrays;

/** What computes each value. Mutable; it follows changes of the function only as it is told. */
final class Definitions {
  private Op[] byId;

  private Definitions(int values) {
    byId = new Op[values];
  }

  /** Those of the function as it is now. */
  static Definitions of(Function function) {
    Definitions definitions = new Definitions(function.valueCount());
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        definitions.put(instruction.result(), instruction.op());
      }
    }
    return definitions;
  }

  /** What computes the value; null for a block's parameter. */
  Op get(Value value) {
    return value.id() < byId.length ? byId[value.id()] : null;
  }

  void put(Value value, Op op) {
    if (value.id() >= byId.length) {
      byId = Arrays.copyOf(byId, Math.max(value.id() + 1, 2 * byId.length));
    }
    byId[value.id()] = op;
  }
}
