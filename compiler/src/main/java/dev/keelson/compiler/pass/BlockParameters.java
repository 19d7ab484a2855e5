package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes away block parameters that every edge gives the same value (or themselves): the value
 * itself is as good there. Expects constants in the entry, where they dominate everything.
 */
public final class BlockParameters {
  private BlockParameters() {}

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    boolean any = false;
    while (once(function)) {
      any = true;
    }
    return any;
  }

  private static boolean once(Function function) {
    Map<Value, Set<Value>> incoming = new LinkedHashMap<>();
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          Value parameter = edge.target().parameters().get(i);
          if (edge.arguments().get(i) != parameter) {
            incoming.computeIfAbsent(parameter, p -> new HashSet<>()).add(edge.arguments().get(i));
          }
        }
      }
    }
    Substitution substitution = new Substitution();
    Set<Value> gone = new HashSet<>();
    incoming.forEach((parameter, values) -> {
      // One at a time through a chain: a replacement must not itself be replaced by this one.
      if (values.size() == 1 && substitution.resolve(values.iterator().next()) != parameter) {
        substitution.replace(parameter, values.iterator().next());
        gone.add(parameter);
      }
    });
    if (gone.isEmpty()) {
      return false;
    }
    remove(function, gone);
    substitution.apply(function);
    return true;
  }

  /** Takes parameters away, with the arguments of the edges that lead to them. */
  static void remove(Function function, Set<Value> gone) {
    for (Block block : function.blocks()) {
      block.terminate(block.terminator().withEdges(edge -> without(edge, gone)));
    }
    function.blocks().forEach(block -> block.parameters().removeAll(gone));
  }

  private static Edge without(Edge edge, Set<Value> gone) {
    List<Value> kept = new ArrayList<>();
    for (int i = 0; i < edge.arguments().size(); i++) {
      if (!gone.contains(edge.target().parameters().get(i))) {
        kept.add(edge.arguments().get(i));
      }
    }
    return kept.size() == edge.arguments().size() ? edge : new Edge(edge.target(), kept);
  }
}
