package dev.keelson.compiler.back;

import static dev.keelson.compiler.back.MachineOp.NONE;

import dev.keelson.compiler.back.MachineOp.FieldUse;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.insn.Opcode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What stands for a value where an instruction uses it: its register, an immediate, a place on the
 * stack, or steps that make it anew. Mutable; confined to one thread.
 */
final class Operands {
  private final MachineFunction machine;

  /** Appends a step where selection stands. */
  private final Consumer<MachineOp> emit;

  private final Map<Value, Op> definitions = new HashMap<>();
  private final Map<Value, Integer> slots = new HashMap<>();
  private final int[] registers;

  /**
   * Numbers and addresses that take two slots to make, and where they are in this block. Under
   * pressure they are made again, as any number is.
   */
  private final Map<Value, Integer> wide = new HashMap<>();

  Operands(Function function, MachineFunction machine, Consumer<MachineOp> emit) {
    this.machine = machine;
    this.emit = emit;
    this.registers = new int[function.valueCount()];
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        definitions.put(instruction.result(), instruction.op());
        // All at once: a block may be selected before the one that it takes a place from.
        if (instruction.op() instanceof Op.StackSlot slot) {
          slots.put(
              instruction.result(), machine.newSlot((slot.sizeBytes() + 7) & -8, slot.what()));
        }
      }
    }
  }

  /** The operation that gives the value; null for a parameter of a block. */
  Op definition(Value value) {
    return definitions.get(value);
  }

  /**
   * Whether it must come first in a called function: where an address on the stack is added to a
   * number, and not the number to the address, the verifier takes it for one on the first
   * function's stack (measured on Linux 6.18: "R4=fp[1]-64" added to a number in R1 gives
   * "R1=fp[0]").
   */
  boolean mayBeStack(Value base) {
    return switch (definition(base)) {
      case Op.Offset offset -> mayBeStack(offset.base());
      case Op.CallHelper _, Op.GlobalAddress _, Op.FieldLoad _, Op.FieldAddress _ -> false;
      case null, default -> true;
    };
  }

  /** Memory at {@code value + bytes}, constant offsets folded as far as they fit. */
  MachineOp.Address address(Value value, int bytes) {
    Value base = value;
    int sum = bytes;
    while (definition(base) instanceof Op.Offset offset) {
      int folded = sum + offset.bytes();
      if (folded != (short) folded) {
        break;
      }
      sum = folded;
      base = offset.base();
    }
    if (definition(base) instanceof Op.StackSlot) {
      return new MachineOp.Address(NONE, slots.get(base), sum);
    }
    if (sum != (short) sum) {
      int moved = machine.newRegister();
      emit.accept(new MachineOp.Alu(Opcode.ALU64 | Opcode.ADD, moved, use(base), NONE, sum, 0));
      return new MachineOp.Address(moved, 0, 0);
    }
    return new MachineOp.Address(use(base), 0, sum);
  }

  /** Puts a value into a register that is already chosen. */
  void place(int register, Value value) {
    switch (definition(value)) {
      case Op.Const c ->
          emit.accept(new MachineOp.Constant(register, c.value(), value.type() != Type.I32));
      case Op.SettingValue setting ->
          emit.accept(
              new MachineOp.SettingConstant(
                  register, setting.setting(), setting.declared(), value.type() != Type.I32));
      case Op.FunctionAddress address ->
          emit.accept(new MachineOp.FunctionAddress(register, address.function()));
      case Op.MapAddress map -> emit.accept(new MachineOp.MapAddress(register, map.map()));
      case Op.GlobalAddress global ->
          emit.accept(new MachineOp.GlobalAddress(register, global.global(), global.offset()));
      case Op.FieldNumber number ->
          emit.accept(
              new MachineOp.FieldConstant(
                  register, number.value(), new FieldUse(number.fact(), number.field())));
      case Op.StackSlot slot ->
          emit.accept(new MachineOp.SlotAddress(register, slots.get(value), 0));
      case Op.Offset offset when onStack(value) -> {
        MachineOp.Address address = address(value, 0);
        emit.accept(new MachineOp.SlotAddress(register, address.slot(), address.bytes()));
      }
      case null, default -> emit.accept(new MachineOp.Move(register, register(value)));
    }
  }

  int use(Value value) {
    if (!repeatable(value)) {
      return register(value);
    }
    Integer made = wide.get(value);
    if (made != null) {
      return made;
    }
    int register = machine.newRegister();
    place(register, value);
    if (takesTwoSlots(value)) {
      wide.put(value, register);
    }
    return register;
  }

  private boolean takesTwoSlots(Value value) {
    return switch (definition(value)) {
      case Op.Const(long number) -> number != (int) number && number >>> Integer.SIZE != 0;
      case Op.GlobalAddress _ -> true;
      default -> false;
    };
  }

  /** What was made in the block before is not counted on. */
  void startBlock() {
    wide.clear();
  }

  boolean repeatable(Value value) {
    return switch (definition(value)) {
      case Op.Const c -> true;
      case Op.SettingValue s -> true;
      case Op.MapAddress a -> true;
      case Op.FunctionAddress a -> true;
      case Op.GlobalAddress g -> true;
      case Op.FieldNumber n -> true;
      case Op.StackSlot s -> true;
      case Op.Offset o -> onStack(value);
      case null, default -> false;
    };
  }

  private boolean onStack(Value value) {
    Value base = value;
    while (definition(base) instanceof Op.Offset offset) {
      base = offset.base();
    }
    return definition(base) instanceof Op.StackSlot;
  }

  /** Whether it fits the immediate of an instruction, which is sign-extended to 64 bits. */
  boolean immediate(Value value) {
    return definition(value) instanceof Op.Const c
        && (value.type() == Type.I32 || c.value() == (int) c.value());
  }

  long constant(Value value) {
    return ((Op.Const) definition(value)).value();
  }

  int register(Value value) {
    if (registers[value.id()] == 0) {
      registers[value.id()] = machine.newRegister();
    }
    return registers[value.id()];
  }
}
