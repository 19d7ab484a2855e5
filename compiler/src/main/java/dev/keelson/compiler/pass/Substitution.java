package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that others take the place of, collected and then applied to a whole function. */
final class Substitution {
  private final Map<Value, Value> replacements = new HashMap<>();

  void replace(Value gone, Value by) {
    replacements.put(gone, by);
  }

  boolean isEmpty() {
    return replacements.isEmpty();
  }

  /** What {@code value} is now. */
  Value resolve(Value value) {
    Value resolved = value;
    for (Value by = replacements.get(value); by != null; by = replacements.get(by)) {
      resolved = by;
    }
    return resolved;
  }

  void apply(Function function) {
    if (isEmpty()) {
      return;
    }
    for (Block block : function.blocks()) {
      List<Instruction> instructions = block.instructions();
      for (int i = 0; i < instructions.size(); i++) {
        Instruction old = instructions.get(i);
        if (concerns(old.op().operands())) {
          instructions.set(
              i, new Instruction(old.result(), old.op().map(this::resolve), old.line()));
        }
      }
      if (concerns(block.terminator().operands())) {
        block.terminate(block.terminator().map(this::resolve));
      }
    }
  }

  private boolean concerns(List<Value> operands) {
    for (Value operand : operands) {
      if (replacements.containsKey(operand)) {
        return true;
      }
    }
    return false;
  }
}
