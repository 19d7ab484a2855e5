package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.KernelFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the program has got of the kernel's at the beginning of a block, and not given back: on
 * every way there the same, as the front end made it, but for what may be null. For ends of
 * programs that are put in later.
 */
final class OpenResources {
  private static final String ITERATOR = "bpf_iter_";

  /** Whether there is something to give back. */
  private enum Presence {
    SURE,
    MAYBE,
    NONE
  }

  private final Map<Value, Op> definitions = new HashMap<>();

  /** By the call that gives it back, in the order in which it was got. */
  private final Map<Block, Map<Op.CallKernel, Presence>> open = new HashMap<>();

  private OpenResources() {}

  /**
   * Gives back all that is open at {@code place}, the latest first.
   *
   * @param from an empty block; the one where it ends is given, without a terminator
   */
  static Block giveBack(
      Function function, Dominators dominators, Block place, Block from, int line) {
    OpenResources resources = new OpenResources();
    resources.open.put(function.entry(), Map.of());
    for (Block block : function.blocks()) {
      block.instructions().forEach(i -> resources.definitions.put(i.result(), i.op()));
    }
    dominators.order().forEach(resources::follow);
    Block at = from;
    Map<Op.CallKernel, Presence> there = resources.open.getOrDefault(place, Map.of());
    for (Op.CallKernel release : List.copyOf(there.keySet()).reversed()) {
      at = giveBack(function, release, there.get(release), at, line);
    }
    return at;
  }

  private static Block giveBack(
      Function function, Op.CallKernel release, Presence presence, Block at, int line) {
    Instruction call = new Instruction(function.newValue(Type.VOID), release, line);
    return switch (presence) {
      case NONE -> at;
      case SURE -> {
        at.instructions().add(call);
        yield at;
      }
      case MAYBE -> {
        Value zero = function.newValue(Type.POINTER);
        at.instructions().add(new Instruction(zero, new Op.Const(0), line));
        Block there = function.newBlock();
        Block after = function.newBlock();
        there.instructions().add(call);
        there.terminate(new Terminator.Jump(new Edge(after, List.of()), line));
        at.terminate(
            new Terminator.Branch(
                Condition.NE,
                release.arguments().getFirst(),
                zero,
                new Edge(there, List.of()),
                new Edge(after, List.of()),
                line));
        yield after;
      }
    };
  }

  private void follow(Block block) {
    Map<Op.CallKernel, Presence> now = new LinkedHashMap<>(open.getOrDefault(block, Map.of()));
    for (Instruction instruction : block.instructions()) {
      // What gives it back is that very call.
      if (instruction.op() instanceof Op.CallKernel call && now.remove(call) == null) {
        got(call, instruction.result()).ifPresent(one -> now.put(one.getKey(), one.getValue()));
      }
    }
    for (Edge edge : block.terminator().edges()) {
      Map<Op.CallKernel, Presence> there = new LinkedHashMap<>(now);
      learn(block.terminator(), edge, there);
      open.merge(edge.target(), there, OpenResources::merged);
    }
  }

  /** What one way gave back that is null on the other is given back on both. */
  private static Map<Op.CallKernel, Presence> merged(
      Map<Op.CallKernel, Presence> one, Map<Op.CallKernel, Presence> other) {
    Map<Op.CallKernel, Presence> both = new LinkedHashMap<>();
    one.forEach((call, presence) -> {
      if (other.containsKey(call)) {
        both.put(call, presence == other.get(call) ? presence : Presence.MAYBE);
      }
    });
    return both;
  }

  /** The call that gives back what a call got. */
  private static Optional<Map.Entry<Op.CallKernel, Presence>> got(
      Op.CallKernel call, Value result) {
    String name = call.function();
    if (name.equals("bpf_rcu_read_lock")) {
      Op.CallKernel unlock = new Op.CallKernel("bpf_rcu_read_unlock", List.of());
      return Optional.of(Map.entry(unlock, Presence.SURE));
    }
    if (name.startsWith(ITERATOR) && name.endsWith("_new")) {
      String destroy = name.substring(0, name.length() - "new".length()) + "destroy";
      List<Value> place = List.of(call.arguments().getFirst());
      return Optional.of(Map.entry(new Op.CallKernel(destroy, place), Presence.SURE));
    }
    return KernelFunction.of(name)
        .releasedBy()
        .map(by -> Map.entry(new Op.CallKernel(by, List.of(result)), Presence.MAYBE));
  }

  /** What a comparison with null tells on an edge. */
  @SuppressWarnings("ReferenceEquality") // which of two edges it is, alike as they may be
  private void learn(Terminator terminator, Edge edge, Map<Op.CallKernel, Presence> there) {
    if (!(terminator instanceof Terminator.Branch branch)
        || !(definitions.get(branch.right()) instanceof Op.Const(long zero))
        || zero != 0
        || (branch.condition() != Condition.EQ && branch.condition() != Condition.NE)) {
      return;
    }
    boolean equal = (branch.condition() == Condition.EQ) == (edge == branch.yes());
    List<Op.CallKernel> told = new ArrayList<>();
    for (Op.CallKernel call : there.keySet()) {
      if (call.arguments().equals(List.of(branch.left()))) {
        told.add(call);
      }
    }
    told.forEach(call -> there.put(call, equal ? Presence.NONE : Presence.SURE));
  }
}
