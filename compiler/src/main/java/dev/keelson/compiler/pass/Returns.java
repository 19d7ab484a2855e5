package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.Return;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes all returns of the same constant, or of nothing, one block that the others jump to. Expects
 * constants once each and in the entry.
 */
public final class Returns {
  private Returns() {}

  public static void run(Function function) {
    Set<Value> atEntry = new HashSet<>();
    function.entry().instructions().forEach(i -> atEntry.add(i.result()));
    Map<List<Value>, Block> shared = new HashMap<>();
    Map<List<Value>, Integer> counts = new HashMap<>();
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Return end && atEntry.containsAll(end.values())) {
        counts.merge(end.values(), 1, Integer::sum);
        if (block.instructions().isEmpty() && block.parameters().isEmpty()) {
          shared.putIfAbsent(end.values(), block);
        }
      }
    }
    for (Block block : List.copyOf(function.blocks())) {
      if (block.terminator() instanceof Return end
          && counts.getOrDefault(end.values(), 0) > 1
          && shared.get(end.values()) != block) {
        Block target =
            shared.computeIfAbsent(
                end.values(),
                values -> {
                  Block fresh = function.newBlock();
                  fresh.terminate(end);
                  return fresh;
                });
        block.terminate(new Terminator.Jump(new Edge(target, List.of()), end.line()));
      }
    }
  }
}
