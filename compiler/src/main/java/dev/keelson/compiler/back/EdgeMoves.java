package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The moves that bring the arguments of edges into the parameters of blocks. */
final class EdgeMoves {
  private final MachineFunction machine;
  private final Operands operands;
  private final Consumer<MachineOp> emit;
  private final Map<Integer, Set<Integer>> arriving = new HashMap<>();

  EdgeMoves(MachineFunction machine, Operands operands, Consumer<MachineOp> emit) {
    this.machine = machine;
    this.operands = operands;
    this.emit = emit;
  }

  /** The edge's arguments into the target's parameters, as if all at once. */
  void moves(Edge edge) {
    List<MachineOp.Move> pending = new ArrayList<>();
    List<Integer> constants = new ArrayList<>();
    for (int i = 0; i < edge.arguments().size(); i++) {
      Value argument = edge.arguments().get(i);
      int to = operands.register(edge.target().parameters().get(i));
      if (operands.repeatable(argument)) {
        constants.add(i);
      } else if (operands.register(argument) != to) {
        pending.add(new MachineOp.Move(to, operands.register(argument)));
      }
    }
    while (!pending.isEmpty()) {
      MachineOp.Move free = null;
      for (MachineOp.Move move : pending) {
        if (pending.stream().noneMatch(other -> other.from() == move.def())) {
          free = move;
          break;
        }
      }
      if (free == null) {
        // Only cycles are left.
        park(pending.getFirst().from(), pending);
        continue;
      }
      pending.remove(free);
      int to = free.def();
      // What other edges bring to this parameter should share its register with it, and cannot
      // when it is read after the parameter is written.
      pending.stream()
          .map(MachineOp.Move::from)
          .filter(from -> arriving.getOrDefault(to, Set.of()).contains(from))
          .distinct()
          .toList()
          .forEach(from -> park(from, pending));
      emit.accept(free);
    }
    for (int i : constants) {
      operands.place(operands.register(edge.target().parameters().get(i)), edge.arguments().get(i));
    }
  }

  /** Copies a value out of the way, and lets the moves that are left take the copy. */
  private void park(int register, List<MachineOp.Move> pending) {
    int parked = machine.newRegister();
    emit.accept(new MachineOp.Move(parked, register));
    pending.replaceAll(
        move -> move.from() == register ? new MachineOp.Move(move.def(), parked) : move);
  }

  /** What edges bring, by the register of the parameter that takes it. */
  void noteArrivals(Function function) {
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          if (!operands.repeatable(edge.arguments().get(i))) {
            arriving
                .computeIfAbsent(
                    operands.register(edge.target().parameters().get(i)), _ -> new HashSet<>())
                .add(operands.register(edge.arguments().get(i)));
          }
        }
      }
    }
  }
}
