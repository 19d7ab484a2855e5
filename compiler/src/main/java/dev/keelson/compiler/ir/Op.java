package dev.keelson.compiler.ir;

import dev.keelson.object.image.FieldFact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What an instruction computes. Operations have Java's meaning: 32-bit arithmetic wraps at 32 bits,
 * shift counts are masked by the width, comparisons give 0 or 1 as {@code I32}. Division never sees
 * zero: the front end puts a check and a {@link Terminator.Fault} before it.
 */
public sealed interface Op {
  /** The values it reads, in order. */
  List<Value> operands();

  /** The same operation on other values. */
  Op map(UnaryOperator<Value> change);

  /** Whether it may go when nobody reads its result. */
  default boolean pure() {
    return true;
  }

  /**
   * A constant of type {@code I32} (sign-extended in {@code value}), {@code I64}, or null pointer.
   */
  record Const(long value) implements Leaf {}

  /** Argument number {@code index} of the function; the context of a program is argument 0. */
  record Parameter(int index) implements Leaf {
    @Override
    public boolean pure() {
      return false;
    }
  }

  /** The address of a map, for helpers. */
  record MapAddress(String map) implements Leaf {}

  /** The address of a function of the same module, for helpers that call it. */
  record FunctionAddress(String function) implements Leaf {}

  /** The address of a byte of a variable of the module's global data. */
  record GlobalAddress(String global, int offset) implements Leaf {
    /** The variable's first byte. */
    public GlobalAddress(String global) {
      this(global, 0);
    }
  }

  /**
   * The address of {@code sizeBytes} of this function's stack, 8-byte aligned; one per execution.
   */
  record StackSlot(int sizeBytes, String what) implements Leaf {}

  /**
   * A setting whose value the loader fixes, {@code I32} or {@code I64}: the verifier takes it for
   * the constant that it will be, the compiler may conclude nothing.
   *
   * @param declared what it is when nobody gives it a value
   */
  record SettingValue(String setting, long declared) implements Leaf {}

  /** Operations with no operands. */
  sealed interface Leaf extends Op
      permits Const,
          Parameter,
          MapAddress,
          FunctionAddress,
          GlobalAddress,
          StackSlot,
          SettingValue {
    @Override
    default List<Value> operands() {
      return List.of();
    }

    @Override
    default Op map(UnaryOperator<Value> change) {
      return this;
    }
  }

  /**
   * Two operands and the result of one type, {@code I32} or {@code I64}; shifts: count is {@code
   * I32}.
   */
  record Binary(BinaryKind kind, Value left, Value right) implements Op {
    /** The same with its operands exchanged; equal to this when the kind is commutative. */
    public Binary swapped() {
      return new Binary(kind, /* left= */ right, /* right= */ left);
    }

    @Override
    public List<Value> operands() {
      return List.of(left, right);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Binary(kind, change.apply(left), change.apply(right));
    }
  }

  /** Division and remainder: signed as Java's (MIN / -1 wraps), or unsigned. */
  enum BinaryKind {
    ADD,
    SUB,
    MUL,
    DIV,
    REM,
    UDIV,
    UREM,
    AND,
    OR,
    XOR,
    SHL,
    SHR,
    USHR;

    /** Whether the right operand is a count, of type {@code I32} whatever the left one is. */
    public boolean shift() {
      return this == SHL || this == SHR || this == USHR;
    }

    /** Whether the operands may change places. */
    public boolean commutative() {
      return this == ADD || this == MUL || this == AND || this == OR || this == XOR;
    }
  }

  /** One operand: see {@link UnaryKind} for types. */
  record Unary(UnaryKind kind, Value operand) implements Op {
    @Override
    public List<Value> operands() {
      return List.of(operand);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Unary(kind, change.apply(operand));
    }
  }

  enum UnaryKind {
    /** I32 to I32, I64 to I64. */
    NEG,
    /** Byte order reversed: I32 to I32, I64 to I64. */
    BSWAP,
    /** I32 to I32: the low 16 bits with their bytes exchanged, zero-extended. */
    BSWAP16,
    /** I32 to I32: the low 8 bits, sign-extended. */
    SEXT8,
    /** I32 to I32: the low 16 bits, sign-extended. */
    SEXT16,
    /** I32 to I32: the low 16 bits, zero-extended. */
    ZEXT16,
    /** I32 to I64, sign-extended. */
    SEXT32,
    /** I32 to I64, zero-extended. */
    ZEXT32,
    /** I64 to I32: the low 32 bits. */
    TRUNC,
    /** I32 to I32, I64 to I64: the same number, but the verifier forgets what it knows of it. */
    HIDE;

    /**
     * The type of the result for an operand of type {@code operand}; VOID when it takes none such.
     */
    public Type result(Type operand) {
      boolean narrow = operand == Type.I32;
      boolean wide = operand == Type.I64;
      return switch (this) {
        case NEG, BSWAP, HIDE -> narrow || wide ? operand : Type.VOID;
        case BSWAP16, SEXT8, SEXT16, ZEXT16 -> narrow ? Type.I32 : Type.VOID;
        case SEXT32, ZEXT32 -> narrow ? Type.I64 : Type.VOID;
        case TRUNC -> wide ? Type.I32 : Type.VOID;
      };
    }
  }

  /**
   * 1 or 0 as I32; operands both I32, both I64, or both POINTER. Pointers are ordered without sign,
   * and only within one piece of memory: a packet and its end.
   */
  record Compare(Condition condition, Value left, Value right) implements Op {
    @Override
    public List<Value> operands() {
      return List.of(left, right);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Compare(condition, change.apply(left), change.apply(right));
    }
  }

  /** {@code base} plus a constant number of bytes. */
  record Offset(Value base, int bytes) implements Op {
    @Override
    public List<Value> operands() {
      return List.of(base);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Offset(change.apply(base), bytes);
    }
  }

  /**
   * {@code base} plus {@code index} times {@code scale} bytes. The index is {@code I64}, and a
   * branch on the very same value has shown that it lies within: what the verifier learns of a
   * register it does not know of its copies in other forms.
   */
  record Index(Value base, Value index, int scale) implements Op {
    @Override
    public List<Value> operands() {
      return List.of(base, index);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Index(change.apply(base), change.apply(index), scale);
    }
  }

  /** Bytes from {@code start} to {@code end}, not before it in one piece of memory, as I64. */
  record Distance(Value start, Value end) implements Op {
    @Override
    public List<Value> operands() {
      return List.of(start, end);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Distance(change.apply(start), change.apply(end));
    }
  }

  /**
   * {@code sizeBytes} (1, 2, 4, 8) from memory that the verifier lets a program read directly:
   * stack, map value, ring slot, context, or a kernel object it knows by BTF.
   *
   * @param signed how a 1- or 2-byte value becomes I32; ignored for 4 (I32, or a POINTER: fields of
   *     contexts that the verifier makes one of) and 8 (I64 or POINTER)
   * @param stable nothing this program does changes it, so that two loads are one
   */
  record Load(Value address, int offset, int sizeBytes, boolean signed, boolean stable)
      implements Op {
    @Override
    public List<Value> operands() {
      return List.of(address);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Load(change.apply(address), offset, sizeBytes, signed, stable);
    }
  }

  /**
   * Operations on a field of a kernel struct. Their numbers are those of the kernel that is
   * compiled for; a loader may put another kernel's in, so that nothing may be concluded from them.
   */
  sealed interface FieldOp extends Op permits FieldLoad, FieldAddress, FieldNumber {
    FieldReference field();
  }

  /**
   * The field's bytes (1, 2, 4 or 8), {@code offset} bytes behind {@code address}; nothing this
   * program does changes them. As {@code I64} a smaller field is zero-extended; unsigned, it may be
   * wider in another kernel.
   */
  record FieldLoad(Value address, int offset, int sizeBytes, boolean signed, FieldReference field)
      implements FieldOp {
    @Override
    public List<Value> operands() {
      return List.of(address);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new FieldLoad(change.apply(address), offset, sizeBytes, signed, field);
    }
  }

  /** Where the field of the struct at {@code base} is: {@code bytes} behind it. */
  record FieldAddress(Value base, int bytes, FieldReference field) implements FieldOp {
    @Override
    public List<Value> operands() {
      return List.of(base);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new FieldAddress(change.apply(base), bytes, field);
    }
  }

  /**
   * A fact about the field as {@code I32}: whether it exists, or how far a bit field is shifted.
   */
  record FieldNumber(FieldFact fact, int value, FieldReference field) implements FieldOp {
    @Override
    public List<Value> operands() {
      return List.of();
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return this;
    }
  }

  /** Writes the low {@code sizeBytes} of {@code value}. */
  record Store(Value address, int offset, int sizeBytes, Value value) implements Effect {
    @Override
    public List<Value> operands() {
      return List.of(address, value);
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Store(change.apply(address), offset, sizeBytes, change.apply(value));
    }
  }

  /**
   * Reads memory of 4 ({@code I32}) or 8 bytes ({@code I64}) and changes it in one step that no
   * other CPU sees half of; the result is what was there. Everything before it is seen before it,
   * everything after it after it.
   *
   * @param values the operand; of {@code COMPARE_EXCHANGE} what is expected, then what is put
   */
  record Atomic(AtomicKind kind, Value address, int offset, int sizeBytes, List<Value> values)
      implements Effect {
    public Atomic {
      values = List.copyOf(values);
    }

    @Override
    public List<Value> operands() {
      List<Value> all = new ArrayList<>(List.of(address));
      all.addAll(values);
      return all;
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new Atomic(
          kind, change.apply(address), offset, sizeBytes, values.stream().map(change).toList());
    }
  }

  /** What becomes of the memory of an {@link Atomic}. */
  enum AtomicKind {
    ADD,
    AND,
    OR,
    XOR,
    EXCHANGE,
    COMPARE_EXCHANGE,
    /** As {@code ADD}, but the result is VOID, and what is before or after it is in no order. */
    COUNT;

    /** How many values it takes. */
    public int arity() {
      return this == COMPARE_EXCHANGE ? 2 : 1;
    }
  }

  /** A helper, by its number in bpf-helpers(7); the result is I64, POINTER or VOID. */
  record CallHelper(Helper helper, List<Value> arguments) implements Effect {
    public CallHelper {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<Value> operands() {
      return arguments;
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new CallHelper(helper, Value.mapped(arguments, change));
    }

    @Override
    public boolean pure() {
      return helper.pure();
    }
  }

  /**
   * A call of a function of the kernel, by its name in the kernel's BTF: at most five arguments.
   */
  record CallKernel(String function, List<Value> arguments) implements Effect {
    public CallKernel {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<Value> operands() {
      return arguments;
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new CallKernel(function, Value.mapped(arguments, change));
    }
  }

  /** A call of another function of the same module: at most five arguments. */
  record CallFunction(String function, List<Value> arguments) implements Effect {
    public CallFunction {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<Value> operands() {
      return arguments;
    }

    @Override
    public Op map(UnaryOperator<Value> change) {
      return new CallFunction(function, Value.mapped(arguments, change));
    }
  }

  /** Operations that stay, read or not. */
  sealed interface Effect extends Op permits Store, Atomic, CallHelper, CallKernel, CallFunction {
    @Override
    default boolean pure() {
      return false;
    }
  }
}
