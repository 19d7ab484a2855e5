package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
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
    while (replacements.containsKey(resolved)) {
      resolved = replacements.get(resolved);
    }
    return resolved;
  }

  void apply(Function function) {
    if (isEmpty()) {
      return;
    }
    for (Block block : function.blocks()) {
      block
          .instructions()
          .replaceAll(i -> new Instruction(i.result(), i.op().map(this::resolve), i.line()));
      block.terminate(block.terminator().map(this::resolve));
    }
  }
}
