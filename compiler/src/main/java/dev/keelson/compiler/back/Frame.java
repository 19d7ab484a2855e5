package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where each stack slot lies below r10. Slots that are never in use together share bytes: a slot is
 * in use wherever one mention of it lies behind and another may lie ahead.
 */
final class Frame {
  private final int[] offsets;
  private final int sizeBytes;

  private Frame(int[] offsets, int sizeBytes) {
    this.offsets = offsets;
    this.sizeBytes = sizeBytes;
  }

  /** A place for every slot; {@link StackBudget} judges the size. */
  static Frame layOut(MachineFunction function) {
    int count = function.slots.size();
    BitSet[] conflicts = conflicts(function);
    int[] offsets = new int[count];
    boolean[] placed = new boolean[count];
    int size = 0;
    List<Integer> bySize = IntStream.range(0, count).boxed().collect(Collectors.toList());
    bySize.sort(Comparator.comparingInt(slot -> -function.slots.get(slot).sizeBytes()));
    for (int slot : bySize) {
      int end = lowestFree(function, slot, conflicts[slot], offsets, placed);
      offsets[slot] = -end;
      placed[slot] = true;
      size = Math.max(size, end);
    }
    return new Frame(offsets, size);
  }

  /** Bytes from r10 to the slot's lowest byte, negative. */
  int offset(int slot) {
    return offsets[slot];
  }

  /** Bytes of stack in all. */
  int sizeBytes() {
    return sizeBytes;
  }

  private static int lowestFree(
      MachineFunction function, int slot, BitSet conflicts, int[] offsets, boolean[] placed) {
    int size = function.slots.get(slot).sizeBytes();
    int end = size;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int other = conflicts.nextSetBit(0);
          other >= 0;
          other = conflicts.nextSetBit(other + 1)) {
        int low = offsets[other];
        int high = low + function.slots.get(other).sizeBytes();
        if (placed[other] && -end < high && low < -end + size) {
          end = size - low;
          moved = true;
        }
      }
    }
    return end;
  }

  private static BitSet[] conflicts(MachineFunction function) {
    int count = function.slots.size();
    BitSet[] ahead = solve(function, true);
    BitSet[] behind = solve(function, false);
    BitSet pinned = pinned(function);
    BitSet[] conflicts = new BitSet[count];
    for (int i = 0; i < count; i++) {
      conflicts[i] = new BitSet();
    }
    for (MachineBlock block : function.blocks) {
      BitSet after = (BitSet) ahead[block.id].clone();
      List<BitSet> aheadOf = new ArrayList<>();
      for (Step step : block.steps.reversed()) {
        mention(step.op(), after);
        aheadOf.add((BitSet) after.clone());
      }
      BitSet before = (BitSet) behind[block.id].clone();
      for (int i = 0; i < block.steps.size(); i++) {
        mention(block.steps.get(i).op(), before);
        BitSet used = (BitSet) before.clone();
        used.and(aheadOf.get(block.steps.size() - 1 - i));
        used.or(pinned);
        for (int slot = used.nextSetBit(0); slot >= 0; slot = used.nextSetBit(slot + 1)) {
          conflicts[slot].or(used);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      conflicts[i].clear(i);
    }
    return conflicts;
  }

  /** Slots mentioned ahead of each block's end, or behind each block's start. */
  private static BitSet[] solve(MachineFunction function, boolean forwards) {
    BitSet[] sets = new BitSet[function.blockCount()];
    BitSet[] mentioned = new BitSet[function.blockCount()];
    for (MachineBlock block : function.blocks) {
      sets[block.id] = new BitSet();
      mentioned[block.id] = new BitSet();
      block.steps.forEach(step -> mention(step.op(), mentioned[block.id]));
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (MachineBlock block : function.blocks) {
        for (MachineBlock next : block.successors()) {
          MachineBlock from = forwards ? next : block;
          BitSet into = sets[forwards ? block.id : next.id];
          BitSet flow = (BitSet) sets[from.id].clone();
          flow.or(mentioned[from.id]);
          flow.or(into);
          if (!flow.equals(into)) {
            into.or(flow);
            changed = true;
          }
        }
      }
    }
    return sets;
  }

  private static void mention(MachineOp op, BitSet slots) {
    int slot =
        switch (op) {
          case MachineOp.SlotAddress address -> address.slot();
          case MachineOp.Load load -> slot(load.address());
          case MachineOp.Store store -> slot(store.address());
          case MachineOp.Atomic atomic -> slot(atomic.address());
          default -> MachineOp.NONE;
        };
    if (slot != MachineOp.NONE) {
      slots.set(slot);
    }
  }

  private static int slot(MachineOp.Address address) {
    return address.register() == MachineOp.NONE ? address.slot() : MachineOp.NONE;
  }

  /** Slots whose address goes elsewhere than straight into a call: in use all the time. */
  private static BitSet pinned(MachineFunction function) {
    BitSet pinned = new BitSet();
    for (MachineBlock block : function.blocks) {
      BitSet pending = new BitSet();
      int[] slotIn = new int[MachineOp.FRAME + 1];
      for (Step step : block.steps) {
        MachineOp op = step.op();
        if (op instanceof MachineOp.Call call) {
          pending.clear(1, call.arguments() + 1);
        }
        for (int use : op.uses()) {
          if (use != MachineOp.NONE && pending.get(use)) {
            pinned.set(slotIn[use]);
          }
        }
        if (op.def() != MachineOp.NONE && pending.get(op.def())) {
          pinned.set(slotIn[op.def()]);
          pending.clear(op.def());
        }
        if (op instanceof MachineOp.SlotAddress address) {
          pending.set(address.def());
          slotIn[address.def()] = address.slot();
        }
      }
      for (int r = pending.nextSetBit(0); r >= 0; r = pending.nextSetBit(r + 1)) {
        pinned.set(slotIn[r]);
      }
    }
    return pinned;
  }
}
