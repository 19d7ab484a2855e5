package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a key that helpers only read stand on the stack once: {@code get}, {@code put} and {@code
 * delete} of one key each write it into a slot of their own, and the later ones take the first.
 *
 * <pre>
 *   store s1, key; lookup(map, s1)              store s1, key; lookup(map, s1)
 *   ...                                   -->   ...
 *   store s2, key; update(map, s2, value)       update(map, s1, value)
 * </pre>
 *
 * <p>A slot is written in one place, which dominates its readers. Where the place of one dominates
 * that of another and both write the same values, the contents are equal whenever the other is
 * read.
 */
public final class SharedSlots {
  private record Write(int offset, int sizeBytes, Value value) {}

  /** What is known of a slot: where it is written, with what. */
  private static final class Slot {
    final int sizeBytes;
    final List<Write> writes = new ArrayList<>();
    Block block;
    int position;
    boolean read;
    boolean constant = true;

    Slot(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }
  }

  private final Function function;
  private final Map<Value, Slot> slots = new HashMap<>();

  private SharedSlots(Function function) {
    this.function = function;
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return new SharedSlots(function).run();
  }

  private boolean run() {
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.StackSlot slot) {
          slots.put(instruction.result(), new Slot(slot.sizeBytes()));
        }
      }
    }
    for (Block block : function.blocks()) {
      for (int i = 0; i < block.instructions().size(); i++) {
        look(block, i, block.instructions().get(i).op());
      }
      block.terminator().operands().forEach(this::giveUp);
    }
    return share();
  }

  private void look(Block block, int position, Op op) {
    switch (op) {
      case Op.Store store when slots.containsKey(store.address()) -> {
        Slot slot = slots.get(store.address());
        slot.constant &= (slot.block == null || slot.block == block) && !slot.read;
        slot.block = block;
        slot.position = position;
        slot.writes.add(new Write(store.offset(), store.sizeBytes(), store.value()));
        giveUp(store.value());
      }
      case Op.CallHelper call -> {
        for (int i = 0; i < call.arguments().size(); i++) {
          Slot slot = slots.get(call.arguments().get(i));
          if (slot != null) {
            slot.read = true;
            slot.constant &= call.helper().onlyReads(i);
          }
        }
      }
      default -> op.operands().forEach(this::giveUp);
    }
  }

  private void giveUp(Value value) {
    Slot slot = slots.get(value);
    if (slot != null) {
      slot.constant = false;
    }
  }

  private boolean share() {
    Dominators dominators = Dominators.of(function);
    Substitution substitution = new Substitution();
    Map<List<Write>, List<Value>> written = new HashMap<>();
    Set<Value> gone = new HashSet<>();
    for (Block block : dominators.order()) {
      for (Value value : writtenIn(block)) {
        Slot slot = slots.get(value);
        List<Value> same = written.computeIfAbsent(slot.writes, writes -> new ArrayList<>());
        same.stream()
            .filter(first -> before(slots.get(first), slot, dominators))
            .findFirst()
            .ifPresentOrElse(
                first -> {
                  substitution.replace(value, first);
                  gone.add(value);
                },
                () -> same.add(value));
      }
    }
    for (Block block : function.blocks()) {
      block
          .instructions()
          .removeIf(i ->
              gone.contains(i.result())
                  || (i.op() instanceof Op.Store store && gone.contains(store.address())));
    }
    substitution.apply(function);
    return !gone.isEmpty();
  }

  private List<Value> writtenIn(Block block) {
    Set<Value> found = new LinkedHashSet<>();
    for (Instruction instruction : block.instructions()) {
      if (instruction.op() instanceof Op.Store store
          && slots.containsKey(store.address())
          && slots.get(store.address()).constant) {
        found.add(store.address());
      }
    }
    return List.copyOf(found);
  }

  private static boolean before(Slot first, Slot other, Dominators dominators) {
    return first.sizeBytes == other.sizeBytes
        && (first.block == other.block
            ? first.position < other.position
            : dominators.dominates(first.block, other.block));
  }
}
