package dev.keelson.compiler.back;

import java.util.ArrayList;
import java.util.List;

/** A function as machine steps over virtual, later real, registers. Mutable; one thread. */
final class MachineFunction {
  /** A piece of the stack and what it is for. */
  record Slot(int sizeBytes, String what) {}

  final String name;

  /** In order of emission, entry first. */
  final List<MachineBlock> blocks = new ArrayList<>();

  final List<Slot> slots = new ArrayList<>();
  private int nextRegister = MachineOp.FIRST_VIRTUAL;
  private int nextBlock;

  MachineFunction(String name) {
    this.name = name;
  }

  int newRegister() {
    return nextRegister++;
  }

  int registerCount() {
    return nextRegister;
  }

  int newSlot(int sizeBytes, String what) {
    slots.add(new Slot(sizeBytes, what));
    return slots.size() - 1;
  }

  /** A block that is not yet in the order of emission. */
  MachineBlock newBlock(int loopDepth) {
    return new MachineBlock(nextBlock++, loopDepth);
  }

  int blockCount() {
    return nextBlock;
  }
}
