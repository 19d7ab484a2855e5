package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a loop a function that the helper {@code bpf_loop} calls, one call a turn: for targets that
 * cannot stop a loop. What goes in, round and out of the loop lies on the caller's stack.
 *
 * <pre>
 *   header(i): turn ... exit   -->   header(i): state.i = i; bpf_loop(MAX, turn, state); state.way?
 *   turn(n, state): i = state.i; ...; state.i = i + 1; return 0, or: state.way = 2; return 1
 *   state:  | way | variables | inputs | arguments of ways out | results |   8 bytes each
 * </pre>
 */
final class LoopOutlining {
  /** {@code BPF_MAX_LOOPS}, include/linux/bpf_verifier.h (6.18). */
  private static final long MOST_TURNS = 8 * 1024 * 1024;

  /** What the state's first word says: 0 while the loop goes on, 1 after a fault in a turn. */
  private static final long FAULT = 1;

  private static final long FIRST_WAY = 2;

  private final Function function;
  private final Dominators dominators;
  private final Loop loop;
  private final int line;
  private final Function turn;
  private final Map<Value, Op> definitions = new HashMap<>();
  private final Map<Value, Block> places = new HashMap<>();
  private final Set<Value> inside = new LinkedHashSet<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Instruction> leaves = new ArrayList<>();
  private final List<Value> results = new ArrayList<>();
  private final List<Edge> exits = new ArrayList<>();
  private final Map<Value, Value> copies = new HashMap<>();
  private final Map<Block, Block> blocks = new HashMap<>();
  private Value state;

  private LoopOutlining(
      Function function, Dominators dominators, Loop loop, int line, String name) {
    this.function = function;
    this.dominators = dominators;
    this.loop = loop;
    this.line = line;
    this.turn = new Function(name, List.of(Type.I64, Type.POINTER), Type.I64);
  }

  /** Takes the loop out of the function; gives the function that is one turn of it. */
  static Function run(Function function, Dominators dominators, Loop loop, int line, String name) {
    LoopOutlining outlining = new LoopOutlining(function, dominators, loop, line, name);
    outlining.gather();
    outlining.writeTurn();
    outlining.writeCall();
    return outlining.turn;
  }

  private void gather() {
    for (Block block : function.blocks()) {
      block.parameters().forEach(value -> places.put(value, block));
      for (Instruction instruction : block.instructions()) {
        definitions.put(instruction.result(), instruction.op());
        places.put(instruction.result(), block);
      }
    }
    List<Block> body = function.blocks().stream().filter(loop.body()::contains).toList();
    keepSlots(body);
    for (Block block : body) {
      inside.addAll(block.parameters());
      block.instructions().forEach(i -> inside.add(i.result()));
      block.terminator().edges().stream()
          .filter(edge -> !loop.body().contains(edge.target()))
          .filter(edge -> !exits.contains(edge))
          .forEach(exits::add);
    }
    Set<Value> outer = new LinkedHashSet<>();
    body.forEach(block -> reads(block).filter(v -> !inside.contains(v)).forEach(outer::add));
    for (Value value : outer) {
      Op op = definitions.get(value);
      boolean again =
          op != null && op.operands().isEmpty() && op.pure() && !(op instanceof Op.StackSlot);
      if (again) {
        leaves.add(new Instruction(value, op, 0));
      } else {
        inputs.add(value);
      }
    }
    Set<Value> later = new LinkedHashSet<>();
    function.blocks().stream()
        .filter(block -> !loop.body().contains(block))
        .flatMap(LoopOutlining::reads)
        .filter(inside::contains)
        .forEach(later::add);
    results.addAll(later);
  }

  /** A turn's own stack is gone after it: slots stay the caller's where an address may go on. */
  private void keepSlots(List<Block> body) {
    Stream<Value> goesOn =
        body.stream()
            .flatMap(block -> block.terminator().edges().stream())
            .filter(edge -> edge.target() == loop.header() || !body.contains(edge.target()))
            .flatMap(edge -> edge.arguments().stream());
    Stream<Value> readLater =
        function.blocks().stream()
            .filter(block -> !body.contains(block))
            .flatMap(LoopOutlining::reads)
            .filter(value -> body.contains(places.get(value)));
    if (Stream.concat(goesOn, readLater).noneMatch(value -> value.type() == Type.POINTER)) {
      return;
    }
    Block entry = function.entry();
    for (Block block : body) {
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.StackSlot) {
          entry.instructions().add(instruction);
          places.put(instruction.result(), entry);
        }
      }
      block.instructions().removeIf(i -> i.op() instanceof Op.StackSlot);
    }
  }

  private static Stream<Value> reads(Block block) {
    return Stream.concat(
        block.instructions().stream().flatMap(i -> i.op().operands().stream()),
        block.terminator().operands().stream());
  }

  private int variable(int index) {
    return (1 + index) * Long.BYTES;
  }

  private int input(int index) {
    return variable(loop.header().parameters().size() + index);
  }

  private int argument(int index) {
    return input(inputs.size() + index);
  }

  private int result(int index) {
    int most = exits.stream().mapToInt(edge -> edge.arguments().size()).max().orElse(0);
    return argument(most + index);
  }

  private void writeTurn() {
    Block entry = turn.newBlock();
    for (Block block : function.blocks()) {
      if (loop.body().contains(block)) {
        blocks.put(block, turn.newBlock());
      }
    }
    add(turn, entry, Type.I64, new Op.Parameter(0));
    state = add(turn, entry, Type.POINTER, new Op.Parameter(1));
    for (Instruction leaf : leaves) {
      copies.put(leaf.result(), add(turn, entry, leaf.result().type(), leaf.op()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      copies.put(inputs.get(i), load(turn, entry, state, input(i), inputs.get(i).type()));
    }
    List<Value> variables = new ArrayList<>();
    for (int i = 0; i < loop.header().parameters().size(); i++) {
      Type type = loop.header().parameters().get(i).type();
      variables.add(load(turn, entry, state, variable(i), type));
    }
    entry.terminate(new Terminator.Jump(new Edge(blocks.get(loop.header()), variables), line));
    for (Block block : List.copyOf(blocks.keySet())) {
      block.parameters().forEach(value -> declare(blocks.get(block), value));
      block.instructions().forEach(i -> copies.put(i.result(), turn.newValue(i.result().type())));
    }
    for (Block block : function.blocks()) {
      if (loop.body().contains(block)) {
        copy(block, blocks.get(block));
      }
    }
  }

  private void declare(Block copy, Value parameter) {
    Value fresh = turn.newValue(parameter.type());
    copies.put(parameter, fresh);
    copy.parameters().add(fresh);
  }

  private void copy(Block block, Block copy) {
    for (Instruction i : block.instructions()) {
      copy.instructions()
          .add(new Instruction(copies.get(i.result()), i.op().map(copies::get), i.line()));
    }
    copy.terminate(
        block
            .terminator()
            .withEdges(edge -> way(block, edge))
            .map(value -> copies.getOrDefault(value, value)));
  }

  /** Within the turn as it was; back and out through memory. Arguments are the turn's own then. */
  private Edge way(Block from, Edge edge) {
    boolean back = edge.target() == loop.header();
    if (!back && loop.body().contains(edge.target())) {
      return new Edge(blocks.get(edge.target()), edge.arguments());
    }
    Block out = turn.newBlock();
    for (int i = 0; i < edge.arguments().size(); i++) {
      Value value = copies.get(edge.arguments().get(i));
      store(turn, out, state, back ? variable(i) : argument(i), value);
    }
    if (!back) {
      for (int i = 0; i < results.size(); i++) {
        if (dominators.dominates(places.get(results.get(i)), from)) {
          store(turn, out, state, result(i), copies.get(results.get(i)));
        }
      }
      Value way = add(turn, out, Type.I64, new Op.Const(FIRST_WAY + exits.indexOf(edge)));
      store(turn, out, state, 0, way);
    }
    Value more = add(turn, out, Type.I64, new Op.Const(back ? 0 : CalleeFaults.STOP));
    out.terminate(new Terminator.Return(List.of(more), line));
    return new Edge(out, List.of());
  }

  private void writeCall() {
    Block header = loop.header();
    header.instructions().clear();
    function.blocks().removeIf(block -> block != header && loop.body().contains(block));
    // Before the header reads its own variables again.
    Substitution substitution = new Substitution();
    results.forEach(old -> substitution.replace(old, function.newValue(old.type())));
    substitution.apply(function);
    int sizeBytes = result(results.size());
    Value place = add(function, header, Type.POINTER, new Op.StackSlot(sizeBytes, "loop"));
    Value zero = add(function, header, Type.I64, new Op.Const(0));
    // The verifier wants to see every word written that is read on some way.
    for (int offset = 0; offset < sizeBytes; offset += Long.BYTES) {
      store(function, header, place, offset, zero);
    }
    for (int i = 0; i < header.parameters().size(); i++) {
      store(function, header, place, variable(i), header.parameters().get(i));
    }
    for (int i = 0; i < inputs.size(); i++) {
      store(function, header, place, input(i), inputs.get(i));
    }
    Value address = add(function, header, Type.POINTER, new Op.FunctionAddress(turn.name()));
    Value most = add(function, header, Type.I64, new Op.Const(MOST_TURNS));
    Op call = new Op.CallHelper(Helper.LOOP, List.of(most, address, place, zero));
    add(function, header, Type.I64, call);
    Value way = load(function, header, place, 0, Type.I64);
    for (int i = 0; i < results.size(); i++) {
      Value result = substitution.resolve(results.get(i));
      header
          .instructions()
          .add(new Instruction(result, load(place, result(i), result.type()), line));
    }
    leave(header, place, way);
  }

  /** On to where the loop was left for. */
  private void leave(Block header, Value place, Value way) {
    Block at = header;
    for (int k = -1; k < exits.size(); k++) {
      Value number = add(function, at, Type.I64, new Op.Const(k < 0 ? FAULT : FIRST_WAY + k));
      Block taken = function.newBlock();
      Block next = function.newBlock();
      at.terminate(
          new Terminator.Branch(
              Condition.EQ,
              way,
              number,
              new Edge(taken, List.of()),
              new Edge(next, List.of()),
              line));
      taken.terminate(
          k < 0
              ? new Terminator.Fault(FaultKind.IN_CALLEE, line)
              : new Terminator.Jump(arguments(taken, place, exits.get(k)), line));
      at = next;
    }
    at.terminate(new Terminator.Fault(FaultKind.LOOP_EXHAUSTED, line));
  }

  private Edge arguments(Block taken, Value place, Edge exit) {
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < exit.arguments().size(); i++) {
      Type type = exit.arguments().get(i).type();
      arguments.add(load(function, taken, place, argument(i), type));
    }
    return new Edge(exit.target(), arguments);
  }

  private static int size(Type type) {
    return type == Type.I32 ? Integer.BYTES : Long.BYTES;
  }

  private Value load(Function into, Block block, Value place, int offset, Type type) {
    return add(into, block, type, load(place, offset, type));
  }

  /**
   * An {@code int} lies in the upper half of its eight bytes: of what begins in their middle the
   * verifier keeps no number (check_stack_write_fixed_off, kernel/bpf/verifier.c, v6.18), so that
   * turns do not differ by it.
   */
  private static Op.Load load(Value place, int offset, Type type) {
    return new Op.Load(place, offset + Long.BYTES - size(type), size(type), false, false);
  }

  private void store(Function into, Block block, Value place, int offset, Value value) {
    int size = size(value.type());
    add(into, block, Type.VOID, new Op.Store(place, offset + Long.BYTES - size, size, value));
  }

  private Value add(Function into, Block block, Type type, Op op) {
    Value result = into.newValue(type);
    block.instructions().add(new Instruction(result, op, line));
    return result;
  }
}
