package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import dev.keelson.compiler.back.MachineOp.Repeatable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves registers to the stack: a store after each write, a load before each read. A register that
 * only ever holds one number or address is made again instead. All 64 bits travel, so that the
 * verifier keeps what it knows about the value.
 */
final class Spilling {
  /** What a slot made here is for. */
  static final String WHAT = "a value";

  private final MachineFunction function;
  private final BitSet spilled;
  private final BitSet temporaries;
  private final Map<Integer, Integer> slots = new HashMap<>();
  private final Map<Integer, Repeatable> repeated = new HashMap<>();

  private Spilling(MachineFunction function, BitSet spilled, BitSet temporaries) {
    this.function = function;
    this.spilled = spilled;
    this.temporaries = temporaries;
  }

  /**
   * @param temporaries registers made here, which must not be spilled again; added to
   */
  static void spill(MachineFunction function, BitSet spilled, BitSet temporaries) {
    Spilling spilling = new Spilling(function, spilled, temporaries);
    spilling.findRepeatable();
    function.blocks.forEach(spilling::rewrite);
  }

  /** How many values of the function lie on the stack because they found no register. */
  static int count(MachineFunction function) {
    return (int) function.slots.stream().filter(slot -> slot.what().equals(WHAT)).count();
  }

  private void findRepeatable() {
    BitSet mixed = new BitSet();
    for (MachineBlock block : function.blocks) {
      for (Step step : block.steps) {
        int def = step.op().def();
        if (def == MachineOp.NONE || !spilled.get(def)) {
          continue;
        }
        boolean same =
            step.op() instanceof Repeatable repeatable
                && (repeated.putIfAbsent(def, repeatable) == null
                    || repeated.get(def).equals(repeatable));
        if (!same) {
          mixed.set(def);
        }
      }
    }
    repeated.keySet().removeIf(mixed::get);
  }

  private void rewrite(MachineBlock block) {
    List<Step> steps = new ArrayList<>();
    Recent recent = new Recent();
    for (Step step : block.steps) {
      MachineOp op = step.op();
      int def = op.def();
      if (op instanceof Repeatable && repeated.containsKey(def)) {
        continue;
      }
      Map<Integer, Integer> fresh = new HashMap<>();
      recent.before(op, fresh);
      for (int use : op.uses()) {
        if (use != MachineOp.NONE && spilled.get(use) && !fresh.containsKey(use)) {
          int temporary = temporary(fresh, use);
          Repeatable again = repeated.get(use);
          steps.add(
              new Step(
                  again != null
                      ? again.into(temporary)
                      : new MachineOp.Load(temporary, place(use), 8, false),
                  step.line()));
        }
      }
      boolean store = def != MachineOp.NONE && spilled.get(def);
      if (store && !fresh.containsKey(def)) {
        temporary(fresh, def);
      }
      recent.after(op, fresh);
      steps.add(
          new Step(
              op.rename(r -> fresh.getOrDefault(r, r), r -> fresh.getOrDefault(r, r)),
              step.line()));
      if (store) {
        steps.add(new Step(new MachineOp.Store(place(def), 8, fresh.get(def), 0), step.line()));
      }
    }
    block.steps = steps;
  }

  private int temporary(Map<Integer, Integer> fresh, int register) {
    int temporary = function.newRegister();
    fresh.put(register, temporary);
    temporaries.set(temporary);
    return temporary;
  }

  private MachineOp.Address place(int register) {
    int slot = slots.computeIfAbsent(register, r -> function.newSlot(8, WHAT));
    return new MachineOp.Address(MachineOp.NONE, slot, 0);
  }

  /**
   * The register last loaded or stored, while it still holds the value: the next few steps read it
   * instead of the stack. Only one and only for a few steps, so that what is spilled to free
   * registers does not keep them.
   */
  private final class Recent {
    private static final int STEPS = 3;

    private int register = MachineOp.NONE;
    private int temporary = MachineOp.NONE;
    private int left;

    void before(MachineOp op, Map<Integer, Integer> fresh) {
      for (int use : op.uses()) {
        if (use == register && left > 0 && !repeated.containsKey(use)) {
          fresh.put(use, temporary);
        }
      }
    }

    void after(MachineOp op, Map<Integer, Integer> fresh) {
      left--;
      if (op instanceof MachineOp.Call) {
        left = 0;
      }
      // A step that writes a spilled register writes its temporary, which then holds the new value.
      for (Map.Entry<Integer, Integer> held : fresh.entrySet()) {
        register = held.getKey();
        temporary = held.getValue();
        left = STEPS;
      }
    }
  }
}
