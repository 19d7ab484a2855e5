package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a loop's branches, addresses and calls are computed from, backwards within the loop. */
final class LoopSlice {
  private final Loop loop;
  private final Set<Value> members = new HashSet<>();
  private final Map<Value, List<Value>> sources = new LinkedHashMap<>();
  private final Set<Value> inside = new HashSet<>();

  LoopSlice(Loop loop) {
    this.loop = loop;
    for (Block block : loop.body()) {
      inside.addAll(block.parameters());
      for (Instruction instruction : block.instructions()) {
        inside.add(instruction.result());
        sources.put(instruction.result(), instruction.op().operands());
      }
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          sources
              .computeIfAbsent(edge.target().parameters().get(i), _ -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
    }
  }

  void branches() {
    for (Block block : loop.body()) {
      if (block.terminator() instanceof Terminator.Branch branch) {
        add(branch.left());
        add(branch.right());
      }
    }
  }

  void everything() {
    branches();
    for (Block block : loop.body()) {
      for (Instruction instruction : block.instructions()) {
        switch (instruction.op()) {
          case Op.Binary _, Op.Unary _, Op.Compare _ -> {}
          case Op.Store store -> add(store.address());
          default -> instruction.op().operands().forEach(this::add);
        }
      }
    }
  }

  /** The value, and what it is computed from. */
  void add(Value value) {
    if (members.add(value) && inside.contains(value)) {
      sources.getOrDefault(value, List.of()).forEach(this::add);
    }
  }

  boolean contains(Value value) {
    return members.contains(value);
  }

  /** Branches that every turn takes the same way, because nothing in the loop changes them. */
  int invariants() {
    Set<Value> invariants = new HashSet<>();
    for (Block block : loop.body()) {
      if (block.terminator() instanceof Terminator.Branch branch
          && !inside.contains(branch.left())
          && !inside.contains(branch.right())) {
        invariants.add(branch.left());
      }
    }
    return invariants.size();
  }
}
