package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Writes the turns of a short loop one after the other: its counter becomes a constant in each, and
 * counting and testing go.
 *
 * <pre>
 *   --> header --> body --+            --> header1 --> body1 --> header2 --> body2 --> header ...
 *         ^               |     -->
 *         +---------------+
 * </pre>
 *
 * <p>The loop itself stays behind the last turn; other passes find that nothing gets there. Loops
 * that call helpers stay as they are: a call costs more than a turn's counting.
 */
public final class Unrolling {
  private static final int MOST_TURNS = 16;
  private static final int MOST_STEPS = 256;

  private final Function function;
  private final Loop loop;
  private final List<Map<Block, Block>> blocks = new ArrayList<>();
  private final List<Map<Value, Value>> values = new ArrayList<>();

  private Unrolling(Function function, Loop loop) {
    this.function = function;
    this.loop = loop;
  }

  /** After loops have their forms. Returns whether anything changed. */
  public static boolean run(Function function) {
    Set<Block> seen = new HashSet<>();
    boolean changed = false;
    while (one(function, seen)) {
      changed = true;
    }
    return changed;
  }

  private static boolean one(Function function, Set<Block> seen) {
    Dominators dominators = Dominators.of(function);
    List<Loop> loops = Loops.of(function, dominators);
    TripCounts counts = new TripCounts(dominators, new TurnIntervals(function, dominators), true);
    for (Loop loop : loops) {
      if (!seen.add(loop.header()) || loops.stream().anyMatch(loop::surrounds) || !simple(loop)) {
        continue;
      }
      OptionalInt turns = counts.most(loop, MOST_TURNS);
      if (turns.isPresent()
          && turns.getAsInt() > 0
          && turns.getAsInt() * size(loop) <= MOST_STEPS) {
        new Unrolling(function, loop).unroll(turns.getAsInt());
        return true;
      }
    }
    return false;
  }

  private static boolean simple(Loop loop) {
    return loop.body().stream()
        .allMatch(block ->
            !(block.terminator() instanceof Terminator.MayGoto)
                && block.instructions().stream()
                    .map(Instruction::op)
                    .noneMatch(op ->
                        op instanceof Op.CallHelper
                            || op instanceof Op.CallKernel
                            || op instanceof Op.CallFunction
                            || op instanceof Op.StackSlot));
  }

  private static int size(Loop loop) {
    return loop.body().stream().mapToInt(block -> block.instructions().size() + 1).sum();
  }

  private void unroll(int turns) {
    List<Block> body = function.blocks().stream().filter(loop.body()::contains).toList();
    for (int turn = 0; turn < turns; turn++) {
      copyDefinitions(body);
    }
    for (int turn = 0; turn < turns; turn++) {
      copyCode(body, turn);
    }
    Block first = blocks.getFirst().get(loop.header());
    Set<Block> whole = new HashSet<>(loop.body());
    blocks.forEach(copies -> whole.addAll(copies.values()));
    for (Block block : function.blocks()) {
      if (!whole.contains(block)) {
        block.terminate(
            block
                .terminator()
                .withEdges(edge ->
                    edge.target() == loop.header() ? new Edge(first, edge.arguments()) : edge));
      }
    }
    SsaRepair.repair(function, definitions(body), whole);
  }

  private void copyDefinitions(List<Block> body) {
    Map<Block, Block> copies = new HashMap<>();
    Map<Value, Value> names = new HashMap<>();
    for (Block block : body) {
      Block copy = function.newBlock();
      copies.put(block, copy);
      for (Value parameter : block.parameters()) {
        Value fresh = function.newValue(parameter.type());
        names.put(parameter, fresh);
        copy.parameters().add(fresh);
      }
      for (Instruction instruction : block.instructions()) {
        names.put(instruction.result(), function.newValue(instruction.result().type()));
      }
    }
    blocks.add(copies);
    values.add(names);
  }

  private void copyCode(List<Block> body, int turn) {
    Map<Value, Value> names = values.get(turn);
    Block next = turn + 1 < blocks.size() ? blocks.get(turn + 1).get(loop.header()) : loop.header();
    for (Block block : body) {
      Block copy = blocks.get(turn).get(block);
      for (Instruction i : block.instructions()) {
        copy.instructions()
            .add(
                new Instruction(
                    names.get(i.result()),
                    i.op().map(value -> names.getOrDefault(value, value)),
                    i.line()));
      }
      copy.terminate(
          block
              .terminator()
              .map(value -> names.getOrDefault(value, value))
              .withEdges(edge -> {
                Block target =
                    edge.target() == loop.header()
                        ? next
                        : blocks.get(turn).getOrDefault(edge.target(), edge.target());
                return new Edge(target, edge.arguments());
              }));
    }
  }

  /** What each value of the loop is called in its own block and in the copies of it. */
  private Map<Value, Map<Block, Value>> definitions(List<Block> body) {
    Map<Value, Map<Block, Value>> definitions = new LinkedHashMap<>();
    for (Block block : body) {
      List<Value> defined = new ArrayList<>(block.parameters());
      block.instructions().forEach(i -> defined.add(i.result()));
      for (Value value : defined) {
        Map<Block, Value> places = new HashMap<>(Map.of(block, value));
        for (int turn = 0; turn < blocks.size(); turn++) {
          places.put(blocks.get(turn).get(block), values.get(turn).get(value));
        }
        definitions.put(value, places);
      }
    }
    return definitions;
  }
}
