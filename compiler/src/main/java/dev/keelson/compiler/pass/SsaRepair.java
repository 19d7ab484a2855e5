package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After blocks were copied, their values have several definitions; gives every use the one that
 * reaches it, with new block parameters where several do. After Braun et al., "Simple and Efficient
 * Construction of Static Single Assignment Form".
 */
final class SsaRepair {
  private final Function function;

  // By block id: what leads there; null where control cannot get.
  private final List<List<Block>> predecessors;
  private Value value;
  private Map<Block, Value> definitions = Map.of();
  private final Map<Block, Value> atEntry = new HashMap<>();

  private SsaRepair(Function function) {
    this.function = function;
    this.predecessors =
        new ArrayList<>(Collections.nCopies(function.blockCount(), (List<Block>) null));
    List<Block> reached = function.reached();
    reached.forEach(block -> predecessors.set(block.id(), new ArrayList<>()));
    for (Block block : reached) {
      block.terminator().edges().forEach(edge -> before(edge.target()).add(block));
    }
  }

  private List<Block> before(Block block) {
    return predecessors.get(block.id());
  }

  private boolean reachable(Block block) {
    return before(block) != null;
  }

  /**
   * @param values what each value defined in {@code original} is called in {@code copy}
   */
  static void repair(Function function, Block original, Block copy, Map<Value, Value> values) {
    SsaRepair repair = new SsaRepair(function);
    function.blocks().removeIf(block -> !repair.reachable(block));
    if (!repair.reachable(original)) {
      Substitution substitution = new Substitution();
      values.forEach(substitution::replace);
      substitution.apply(function);
      return;
    }
    Map<Value, Map<Block, Value>> definitions = new LinkedHashMap<>();
    values.forEach(
        (defined, also) -> definitions.put(defined, Map.of(original, defined, copy, also)));
    repair.repair(definitions, Set.of(original, copy));
  }

  /**
   * @param definitions for each value with copies: what it is called where, itself included
   * @param whole the blocks, and their copies, in which every use has the right definition already
   */
  static void repair(
      Function function, Map<Value, Map<Block, Value>> definitions, Set<Block> whole) {
    new SsaRepair(function).repair(definitions, whole);
  }

  private void repair(Map<Value, Map<Block, Value>> places, Set<Block> whole) {
    // All at once: repairing one value gives no other one a new use outside of its own blocks.
    Map<Value, Set<Block>> uses = new HashMap<>();
    for (Block block : function.blocks()) {
      if (!whole.contains(block) && reachable(block)) {
        for (Instruction instruction : block.instructions()) {
          note(uses, places, instruction.op().operands(), block);
        }
        note(uses, places, block.terminator().operands(), block);
      }
    }
    places.forEach((defined, definitions) ->
        repair(defined, definitions, uses.getOrDefault(defined, Set.of())));
  }

  private static void note(
      Map<Value, Set<Block>> uses,
      Map<Value, Map<Block, Value>> places,
      List<Value> operands,
      Block block) {
    for (Value operand : operands) {
      if (places.containsKey(operand)) {
        uses.computeIfAbsent(operand, _ -> new LinkedHashSet<>()).add(block);
      }
    }
  }

  private void repair(Value defined, Map<Block, Value> places, Set<Block> uses) {
    value = defined;
    definitions = places;
    atEntry.clear();
    for (Block block : uses) {
      rename(block, entry(block));
    }
  }

  private void rename(Block block, Value reaching) {
    block
        .instructions()
        .replaceAll(
            i -> new Instruction(i.result(), i.op().map(v -> v == value ? reaching : v), i.line()));
    block.terminate(block.terminator().map(v -> v == value ? reaching : v));
  }

  private Value exit(Block block) {
    Value here = definitions.get(block);
    return here == null ? entry(block) : here;
  }

  private Value entry(Block block) {
    Value known = atEntry.get(block);
    if (known != null) {
      return known;
    }
    Set<Block> before = new LinkedHashSet<>(before(block));
    if (before.size() == 1) {
      Value only = exit(before.iterator().next());
      atEntry.put(block, only);
      return only;
    }
    Value parameter = function.newValue(value.type());
    atEntry.put(block, parameter);
    block.parameters().add(parameter);
    for (Block predecessor : before) {
      Value reaching = exit(predecessor);
      predecessor.terminate(
          predecessor
              .terminator()
              .withEdges(edge -> edge.target() == block ? with(edge, reaching) : edge));
    }
    return parameter;
  }

  private static Edge with(Edge edge, Value argument) {
    List<Value> arguments = new ArrayList<>(edge.arguments());
    arguments.add(argument);
    return new Edge(edge.target(), arguments);
  }
}
