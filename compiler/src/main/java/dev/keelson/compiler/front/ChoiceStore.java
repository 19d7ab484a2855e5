package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.List;

/**
 * Writes a record as one of those that a sealed interface permits: its number, then its members.
 */
final class ChoiceStore {
  private final Emitter emitter;
  private final StructMemory memory;

  ChoiceStore(Emitter emitter, StructMemory memory) {
    this.emitter = emitter;
    this.memory = memory;
  }

  void store(Value address, int offset, DataType.Choice choice, Operand operand) {
    memory.zero(address, offset, offset + choice.sizeBytes());
    switch (operand.shape()) {
      case Shape.Null _ -> {
        // Zeros are null.
      }
      case Shape.Struct struct when !struct.nullable() -> known(address, offset, choice, operand);
      case Shape.Struct _ ->
          when(
              operand.value(0),
              emitter.int32(1),
              () -> known(address, offset, choice, operand.notNull()));
      case Shape.OneOf sum -> {
        for (int i = 0; i < sum.alternatives().size(); i++) {
          Operand alternative = operand.alternative(i);
          when(
              operand.value(0),
              emitter.int32(i + 1),
              () -> known(address, offset, choice, alternative));
        }
      }
      default -> throw Malformed.because(operand.shape() + " as one of " + choice.name());
    }
  }

  private void when(Value value, Value wanted, Runnable stores) {
    Branches ways = emitter.branch(Condition.EQ, value, wanted);
    Block join = emitter.newBlock();
    if (ways.yes() != null) {
      emitter.at(ways.yes());
      stores.run();
      emitter.jump(join, List.of());
    }
    if (ways.no() != null) {
      emitter.at(ways.no());
      emitter.jump(join, List.of());
    }
    emitter.at(join);
  }

  private void known(Value address, int offset, DataType.Choice choice, Operand operand) {
    if (!(operand.shape() instanceof Shape.Struct struct)) {
      throw Malformed.because(operand.shape() + " as one of " + choice.name());
    }
    int which = choice.alternatives().indexOf(struct.type().layout());
    emitter.store(address, offset, Integer.BYTES, emitter.int32(which + 1));
    memory.store(address, offset + choice.offset(), struct.type().layout(), operand);
  }
}
