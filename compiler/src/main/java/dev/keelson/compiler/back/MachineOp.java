package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.object.image.FieldFact;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * One machine step: a BPF instruction (or two slots of one) on registers. Registers 0 to 10 are the
 * machine's; 11 and up are virtual until allocation. {@link #NONE} means no register.
 */
sealed interface MachineOp {
  /** No register. */
  int NONE = -1;

  /** The frame pointer, read only. */
  int FRAME = 10;

  /** The first virtual register. */
  int FIRST_VIRTUAL = 11;

  /** The register it writes, or {@link #NONE}; a call also clobbers r1 to r5. */
  int def();

  /** The registers it reads; may contain {@link #NONE}. */
  int[] uses();

  /**
   * The same step on other registers: {@code reads} changes what is read, {@code writes} the rest.
   */
  MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes);

  /** Whether it may go when its register is not read. */
  default boolean removable() {
    return true;
  }

  /** Copies all 64 bits; what allocation tries to make vanish. */
  record Move(int def, int from) implements MachineOp {
    @Override
    public int[] uses() {
      return new int[] {from};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return new Move(writes.applyAsInt(def), reads.applyAsInt(from));
    }
  }

  /** Steps that read no register and can be repeated anywhere, in the place of a spill. */
  sealed interface Repeatable extends MachineOp {
    @Override
    default int[] uses() {
      return new int[0];
    }

    /** The same into another register. */
    Repeatable into(int register);

    @Override
    default MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return into(writes.applyAsInt(def()));
    }
  }

  /**
   * A number.
   *
   * @param wide whether all 64 bits matter; otherwise the upper half becomes zero
   */
  record Constant(int def, long value, boolean wide) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new Constant(register, value, wide);
    }
  }

  /** A fact about a kernel field that an instruction holds as a number. */
  record FieldUse(FieldFact fact, FieldReference field) {}

  /** Such a fact as a number in a register. */
  record FieldConstant(int def, int value, FieldUse use) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new FieldConstant(register, value, use);
    }
  }

  /**
   * A setting as a number in a register; the loader puts its value in.
   *
   * @param wide whether all 64 bits matter; otherwise the upper half becomes zero
   */
  record SettingConstant(int def, String setting, long declared, boolean wide)
      implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new SettingConstant(register, setting, declared, wide);
    }
  }

  /** The address of a map, known to the loader only. */
  record MapAddress(int def, String map) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new MapAddress(register, map);
    }
  }

  /** The address of a byte of a variable of global data. */
  record GlobalAddress(int def, String global, int offset) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new GlobalAddress(register, global, offset);
    }
  }

  /** The address of a function of the module, for helpers that call it. */
  record FunctionAddress(int def, String function) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new FunctionAddress(register, function);
    }
  }

  /** The address of a stack slot plus some bytes. */
  record SlotAddress(int def, int slot, int bytes) implements Repeatable {
    @Override
    public Repeatable into(int register) {
      return new SlotAddress(register, slot, bytes);
    }
  }

  /**
   * Arithmetic: {@code def = left op right}, or {@code op imm} when {@code right} is NONE. The
   * machine has two addresses: before emission {@code def} equals {@code left}.
   *
   * @param opcode class and operation, without the operand source bit
   * @param offset 1 for signed division
   * @param use the kernel field that {@code imm} tells of, if any
   */
  record Alu(int opcode, int def, int left, int right, int imm, int offset, Optional<FieldUse> use)
      implements MachineOp {
    Alu(int opcode, int def, int left, int right, int imm, int offset) {
      this(opcode, def, left, right, imm, offset, Optional.empty());
    }

    /** The same on other operands. */
    Alu on(int newDef, int newLeft, int newRight) {
      return new Alu(opcode, newDef, newLeft, newRight, imm, offset, use);
    }

    @Override
    public int[] uses() {
      return new int[] {left, right};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      int to = writes.applyAsInt(def);
      int other = right == NONE ? NONE : reads.applyAsInt(right);
      return on(to, left == def ? to : reads.applyAsInt(left), other);
    }
  }

  /**
   * A move that extends: {@code bits} is 8, 16 or 32 for the sign, 0 for zeroing the upper half.
   */
  record Extend(boolean wide, int bits, int def, int from) implements MachineOp {
    @Override
    public int[] uses() {
      return new int[] {from};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return new Extend(wide, bits, writes.applyAsInt(def), reads.applyAsInt(from));
    }
  }

  /** Memory: a register or a stack slot (the register is NONE then), plus bytes. */
  record Address(int register, int slot, int bytes) {
    Address rename(IntUnaryOperator reads) {
      return register == NONE ? this : new Address(reads.applyAsInt(register), slot, bytes);
    }
  }

  /**
   * Reads memory.
   *
   * @param use the kernel field at the end of {@code address}, if any
   */
  record Load(int def, Address address, int sizeBytes, boolean signed, Optional<FieldUse> use)
      implements MachineOp {
    Load(int def, Address address, int sizeBytes, boolean signed) {
      this(def, address, sizeBytes, signed, Optional.empty());
    }

    @Override
    public int[] uses() {
      return new int[] {address.register};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return new Load(writes.applyAsInt(def), address.rename(reads), sizeBytes, signed, use);
    }
  }

  /** Writes a register, or {@code imm} when {@code value} is NONE. */
  record Store(Address address, int sizeBytes, int value, int imm) implements Effect {
    @Override
    public int[] uses() {
      return new int[] {address.register, value};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      int source = value == NONE ? NONE : reads.applyAsInt(value);
      return new Store(address.rename(reads), sizeBytes, source, imm);
    }
  }

  /**
   * Changes memory in one step. Unless it only counts, r0 goes in, and comes out as what was there.
   */
  record Atomic(AtomicKind kind, Address address, int sizeBytes, int value) implements MachineOp {
    @Override
    public int def() {
      return kind == AtomicKind.COUNT ? NONE : 0;
    }

    @Override
    public int[] uses() {
      return new int[] {address.register, value, kind == AtomicKind.COMPARE_EXCHANGE ? 0 : NONE};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return new Atomic(kind, address.rename(reads), sizeBytes, reads.applyAsInt(value));
    }

    @Override
    public boolean removable() {
      return false;
    }
  }

  /** A call; arguments are in r1 and up, the result in r0. */
  record Call(Callee callee, int arguments) implements MachineOp {
    /** What is called. */
    sealed interface Callee {}

    /** A helper by its number. */
    record Numbered(int number) implements Callee {}

    /** A function of the kernel by its name. */
    record Foreign(String function) implements Callee {}

    /** A function of the module. */
    record Own(String function) implements Callee {}

    static Call helper(int number, int arguments) {
      return new Call(new Numbered(number), arguments);
    }

    static Call kernel(String function, int arguments) {
      return new Call(new Foreign(function), arguments);
    }

    static Call function(String function, int arguments) {
      return new Call(new Own(function), arguments);
    }

    @Override
    public int def() {
      return 0;
    }

    @Override
    public int[] uses() {
      int[] registers = new int[arguments];
      for (int i = 0; i < arguments; i++) {
        registers[i] = i + 1;
      }
      return registers;
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return this;
    }

    @Override
    public boolean removable() {
      return false;
    }
  }

  /** To {@code yes} when it holds, else to {@code no}; compares with {@code imm} without right. */
  record Branch(
      Condition condition,
      boolean wide,
      int left,
      int right,
      int imm,
      MachineBlock yes,
      MachineBlock no)
      implements Effect {
    @Override
    public int[] uses() {
      return new int[] {left, right};
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      int other = right == NONE ? NONE : reads.applyAsInt(right);
      return new Branch(condition, wide, reads.applyAsInt(left), other, imm, yes, no);
    }
  }

  record Jump(MachineBlock target) implements Effect {
    @Override
    public int[] uses() {
      return new int[0];
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return this;
    }
  }

  /** On to {@code next}, or to {@code exhausted} when the loops' budget is used up. */
  record MayGoto(MachineBlock next, MachineBlock exhausted) implements Effect {
    @Override
    public int[] uses() {
      return new int[0];
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return this;
    }
  }

  /** Leaves the function. */
  record Exit(boolean withResult) implements Effect {
    @Override
    public int[] uses() {
      return withResult ? new int[] {0} : new int[0];
    }

    @Override
    public MachineOp rename(IntUnaryOperator reads, IntUnaryOperator writes) {
      return this;
    }
  }

  /** Steps that write no register. */
  sealed interface Effect extends MachineOp permits Store, Branch, Jump, MayGoto, Exit {
    @Override
    default int def() {
      return NONE;
    }

    @Override
    default boolean removable() {
      return false;
    }
  }
}
