package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.CallGraph;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Puts the body of a called function in the place of the call, where the function is small, called
 * from one place only, or gives back a pointer: what comes back with a fault must be a number.
 */
public final class Inlining {
  private static final int SMALL_INSTRUCTIONS = 40;

  /** A function that gives a long, and can fault, takes one argument more: where to put it. */
  private static final int MOST_ARGUMENTS_OF_LONG = 5;

  private Inlining() {}

  /**
   * Inlines in every function of {@code callees} (callees before callers) and then in {@code
   * roots}.
   *
   * @param notes what was decided, a sentence each; added to
   * @return the functions that are still called, callees before callers
   */
  public static List<Function> run(
      List<Function> callees, List<Function> roots, List<String> notes) {
    Map<String, Function> inlined = new HashMap<>();
    List<Function> kept = new ArrayList<>();
    Set<String> callbacks =
        CallGraph.callbacks(Stream.concat(callees.stream(), roots.stream()).toList());
    for (Function callee : callees) {
      expand(callee, inlined);
      if (callbacks.contains(callee.name())) {
        kept.add(callee);
        continue;
      }
      long calls = calls(callee.name(), callees, roots);
      int size = size(callee);
      if (size <= SMALL_INSTRUCTIONS) {
        notes.add("%s is part of its callers: %d operations".formatted(callee.name(), size));
      } else if (callee.returnType() == Type.POINTER) {
        notes.add("%s is part of its callers: it returns an object".formatted(callee.name()));
      } else if (callee.returnType() == Type.I64
          && callee.parameterTypes().size() >= MOST_ARGUMENTS_OF_LONG) {
        notes.add(
            "%s is part of its callers: it has no room for more arguments"
                .formatted(callee.name()));
      } else if (calls <= 1) {
        notes.add("%s is part of its caller: there is no other".formatted(callee.name()));
      } else {
        notes.add(
            "%s is a function: %d operations, called from %d places"
                .formatted(callee.name(), size, calls));
        kept.add(callee);
        continue;
      }
      inlined.put(callee.name(), callee);
    }
    roots.forEach(root -> expand(root, inlined));
    return kept;
  }

  /** In the functions as they are now: callees of this one are not among them any more. */
  private static long calls(String name, List<Function> callees, List<Function> roots) {
    return Stream.concat(callees.stream(), roots.stream())
        .flatMap(function -> function.blocks().stream())
        .flatMap(block -> block.instructions().stream())
        .filter(i -> i.op() instanceof Op.CallFunction call && call.function().equals(name))
        .count();
  }

  private static int size(Function function) {
    return function.blocks().stream().mapToInt(block -> block.instructions().size() + 1).sum();
  }

  private static void expand(Function function, Map<String, Function> inlined) {
    // The list grows while it is walked: what follows a call becomes a block of its own.
    for (int b = 0; b < function.blocks().size(); b++) {
      Block block = function.blocks().get(b);
      for (int i = 0; i < block.instructions().size(); i++) {
        Instruction instruction = block.instructions().get(i);
        if (instruction.op() instanceof Op.CallFunction call
            && inlined.containsKey(call.function())) {
          inline(function, block, i, call, inlined.get(call.function()));
          break;
        }
      }
    }
  }

  private static void inline(
      Function function, Block block, int at, Op.CallFunction call, Function callee) {
    Value result = block.instructions().get(at).result();
    Block after = function.newBlock();
    List<Instruction> rest = block.instructions().subList(at + 1, block.instructions().size());
    after.instructions().addAll(rest);
    rest.clear();
    block.instructions().remove(at);
    after.terminate(block.terminator());
    if (result.type() != Type.VOID) {
      after.parameters().add(result);
    }
    Block entry = copy(function, callee, call.arguments(), after);
    block.terminate(new Terminator.Jump(new Edge(entry, List.of()), 0));
  }

  private static Block copy(Function into, Function callee, List<Value> arguments, Block after) {
    Map<Value, Value> values = new HashMap<>();
    Map<Block, Block> blocks = new HashMap<>();
    for (Block block : callee.blocks()) {
      Block copy = into.newBlock();
      blocks.put(block, copy);
      for (Value parameter : block.parameters()) {
        Value fresh = into.newValue(parameter.type());
        values.put(parameter, fresh);
        copy.parameters().add(fresh);
      }
      for (Instruction instruction : block.instructions()) {
        values.put(
            instruction.result(),
            instruction.op() instanceof Op.Parameter parameter
                ? arguments.get(parameter.index())
                : into.newValue(instruction.result().type()));
      }
    }
    UnaryOperator<Value> change = values::get;
    for (Block block : callee.blocks()) {
      Block copy = blocks.get(block);
      for (Instruction instruction : block.instructions()) {
        if (!(instruction.op() instanceof Op.Parameter)) {
          copy.instructions()
              .add(
                  new Instruction(
                      values.get(instruction.result()),
                      instruction.op().map(change),
                      instruction.line()));
        }
      }
      copy.terminate(
          switch (block.terminator()) {
            case Terminator.Return end ->
                new Terminator.Jump(new Edge(after, end.map(change).operands()), end.line());
            case Terminator.Fault fault -> fault;
            case Terminator.Jump jump -> retarget(jump.map(change), blocks);
            case Terminator.Branch branch -> retarget(branch.map(change), blocks);
            case Terminator.MayGoto may -> retarget(may.map(change), blocks);
          });
    }
    return blocks.get(callee.entry());
  }

  private static Terminator retarget(Terminator terminator, Map<Block, Block> blocks) {
    return terminator.withEdges(edge -> new Edge(blocks.get(edge.target()), edge.arguments()));
  }
}
