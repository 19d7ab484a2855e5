package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a branch's outcome is known on one of the ways to it, lets that way go straight on. A
 * lookup that gives (present, value) pairs, merged and then tested, becomes one test of the
 * pointer.
 *
 * <pre>
 *   p --(1, x)--> test(present, value) --present != 0--> use         p --> copy(x) --> use
 *   q --(0, 0)----^                    --else----------> miss        q --> copy(0) --> miss
 * </pre>
 */
public final class JumpThreading {
  /** Longer blocks are not worth a copy. */
  private static final int MOST_INSTRUCTIONS = 4;

  private static final int MOST_THREADED = 200;

  private final Function function;
  private final Definitions definitions;
  private final boolean throughHeaders;
  private Set<Block> headers;

  private JumpThreading(Function function, boolean throughHeaders) {
    this.function = function;
    this.throughHeaders = throughHeaders;
    this.definitions = Definitions.of(function);
  }

  /**
   * Threads edges one by one, and returns whether there were any.
   *
   * @param throughHeaders whether loops may be entered behind their header: that saves a test, and
   *     turns nested loops inside out, so that nobody can tell their turns any more
   */
  public static boolean run(Function function, boolean throughHeaders) {
    JumpThreading threading = new JumpThreading(function, throughHeaders);
    int threaded = 0;
    while (threaded < MOST_THREADED && threading.threadOne()) {
      threaded++;
    }
    return threaded > 0;
  }

  private boolean threadOne() {
    for (Block from : List.copyOf(function.blocks())) {
      List<Edge> edges = from.terminator().edges();
      for (int i = 0; i < edges.size(); i++) {
        Edge edge = edges.get(i);
        if (edge.target() != from && copyable(edge.target())) {
          Edge outcome = outcome(edge);
          if (outcome != null && (throughHeaders || !headers().contains(edge.target()))) {
            thread(from, i, outcome);
            if (headers != null && !headers.isEmpty()) {
              headers = null; // there may be other loops now
            }
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The headers of loops, looked for only when one may be threaded. */
  private Set<Block> headers() {
    if (headers == null) {
      headers = new HashSet<>();
      Loops.of(function, Dominators.of(function)).forEach(loop -> headers.add(loop.header()));
    }
    return headers;
  }

  private static boolean copyable(Block block) {
    if (!(block.terminator() instanceof Branch)
        || block.instructions().size() > MOST_INSTRUCTIONS) {
      return false;
    }
    for (Instruction instruction : block.instructions()) {
      if (!instruction.op().pure() || instruction.op() instanceof Op.StackSlot) {
        return false;
      }
    }
    return true;
  }

  /** The way that the target's branch takes when it is entered by this edge; null when unknown. */
  private Edge outcome(Edge edge) {
    Block block = edge.target();
    if (block.parameters().isEmpty()) {
      return null;
    }
    Map<Value, Long> known = new HashMap<>();
    for (int i = 0; i < edge.arguments().size(); i++) {
      Op definition = definitions.get(edge.arguments().get(i));
      if (definition instanceof Op.Const c) {
        known.put(block.parameters().get(i), c.value());
      }
    }
    for (Instruction instruction : block.instructions()) {
      Long value = evaluate(instruction, known);
      if (value != null) {
        known.put(instruction.result(), value);
      }
    }
    Branch branch = (Branch) block.terminator();
    Long left = number(branch.left(), known);
    Long right = number(branch.right(), known);
    if (left == null || right == null) {
      return null;
    }
    return Arithmetic.holds(branch.condition(), left, right) ? branch.yes() : branch.no();
  }

  private Long evaluate(Instruction instruction, Map<Value, Long> known) {
    List<Long> operands =
        instruction.op().operands().stream().map(value -> number(value, known)).toList();
    if (operands.contains(null)) {
      return null;
    }
    return switch (instruction.op()) {
      case Op.Const c -> (Long) c.value();
      case Op.Binary b ->
          (Long)
              Arithmetic.binary(
                  instruction.result().type(), b.kind(), operands.get(0), operands.get(1));
      case Op.Unary u ->
          (Long) Arithmetic.unary(instruction.result().type(), u.kind(), operands.get(0));
      case Op.Compare c ->
          Arithmetic.holds(c.condition(), operands.get(0), operands.get(1)) ? 1L : 0L;
      default -> null;
    };
  }

  private Long number(Value value, Map<Value, Long> known) {
    if (known.containsKey(value)) {
      return known.get(value);
    }
    return definitions.get(value) instanceof Op.Const c ? (Long) c.value() : null;
  }

  private void thread(Block from, int edgeIndex, Edge outcome) {
    Edge old = from.terminator().edges().get(edgeIndex);
    Block skipped = old.target();
    Block copy = function.newBlock();
    Map<Value, Value> copied = new LinkedHashMap<>(); // parameters are made in its order
    Set<Value> own = new HashSet<>(skipped.parameters());
    skipped.instructions().forEach(instruction -> own.add(instruction.result()));
    List<Value> passed = new ArrayList<>();
    for (int i = 0; i < old.arguments().size(); i++) {
      Value argument = old.arguments().get(i);
      if (own.contains(argument)) {
        // Of the turn before: in the copy that name is to mean the value of this one.
        Value parameter = function.newValue(argument.type());
        copy.parameters().add(parameter);
        passed.add(argument);
        argument = parameter;
      }
      copied.put(skipped.parameters().get(i), argument);
    }
    for (Instruction instruction : skipped.instructions()) {
      Value result = function.newValue(instruction.result().type());
      Op op = instruction.op().map(value -> copied.getOrDefault(value, value));
      copied.put(instruction.result(), result);
      definitions.put(result, op);
      copy.instructions().add(new Instruction(result, op, instruction.line()));
    }
    copy.terminate(
        new Terminator.Jump(
            outcome.map(value -> copied.getOrDefault(value, value)), skipped.terminator().line()));
    int[] index = new int[1];
    from.terminate(
        from.terminator()
            .withEdges(edge -> index[0]++ == edgeIndex ? new Edge(copy, passed) : edge));
    SsaRepair.repair(function, skipped, copy, copied);
  }
}
