package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes stores to stack slots that later stores of the same block overwrite before anybody reads:
 * the zeroes that Java gives a new object before its fields are set.
 */
public final class DeadStores {
  private record Place(Value slot, int offset) {}

  private final Definitions definitions;

  private DeadStores(Function function) {
    definitions = Definitions.of(function);
  }

  public static void run(Function function) {
    DeadStores pass = new DeadStores(function);
    function.blocks().forEach(pass::sweep);
  }

  /** Backwards, with the bytes of each slot that are overwritten before they are read. */
  private void sweep(Block block) {
    Map<Value, BitSet> overwritten = new HashMap<>();
    List<Instruction> kept = new ArrayList<>();
    for (Instruction instruction : block.instructions().reversed()) {
      if (instruction.op() instanceof Op.Store store) {
        Place place = place(store.address(), store.offset());
        if (place != null && place.offset() >= 0) {
          BitSet bytes = overwritten.computeIfAbsent(place.slot(), slot -> new BitSet());
          int end = place.offset() + store.sizeBytes();
          if (bytes.nextClearBit(place.offset()) >= end) {
            continue;
          }
          bytes.set(place.offset(), end);
        }
        // The value may be an address itself: then its slot is out of sight.
        read(store.value(), overwritten);
      } else if (!(instruction.op() instanceof Op.Offset)
          && !(instruction.op() instanceof Op.Index)) {
        instruction.op().operands().forEach(operand -> read(operand, overwritten));
      }
      kept.add(instruction);
    }
    block.instructions().clear();
    block.instructions().addAll(kept.reversed());
  }

  private void read(Value value, Map<Value, BitSet> overwritten) {
    if (value.type() != Type.POINTER) {
      return;
    }
    Value base = base(value);
    if (definitions.get(base) == null) {
      // A pointer that arrives by a block parameter may lead to any slot.
      overwritten.clear();
    } else {
      overwritten.remove(base);
    }
  }

  private Value base(Value pointer) {
    return switch (definitions.get(pointer)) {
      case Op.Offset offset -> base(offset.base());
      case Op.Index index -> base(index.base());
      case null, default -> pointer;
    };
  }

  private Place place(Value address, int offset) {
    Value base = address;
    int sum = offset;
    while (definitions.get(base) instanceof Op.Offset further) {
      sum += further.bytes();
      base = further.base();
    }
    return definitions.get(base) instanceof Op.StackSlot ? new Place(base, sum) : null;
  }
}
