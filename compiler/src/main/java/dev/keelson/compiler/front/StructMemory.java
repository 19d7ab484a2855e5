package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads and writes values in the memory of stack slots, map entries, ring slots and contexts. */
final class StructMemory {
  /** More bytes than this are copied or zeroed by one helper call, not by a row of stores. */
  private static final int MOST_COPIED_BYTES = 64;

  private static final int MOST_ZEROED_BYTES = 128;

  /** What helpers read once shares its place on the stack with others, unless it is large. */
  private static final int LARGEST_FOR_HELPERS = 128;

  private final Emitter emitter;
  private final StructTypes structs;
  private final Room room;
  private final Supplier<Value> context;

  StructMemory(Emitter emitter, StructTypes structs, Room room, Supplier<Value> context) {
    this.emitter = emitter;
    this.room = room;
    this.structs = structs;
    this.context = context;
  }

  /** A primitive at {@code address + offset}. */
  Operand load(Value address, int offset, DataType.Scalar kind) {
    boolean signed = kind == DataType.Scalar.BYTE || kind == DataType.Scalar.SHORT;
    Type type = kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
    return Operand.number(emitter.load(address, offset, kind.sizeBytes(), signed, false, type));
  }

  /**
   * A snapshot of a box or record: what it holds in arrays and objects is copied to the stack.
   *
   * @param site where the copies are made
   */
  Operand snapshot(Value address, int offset, ValueType type, String site) {
    return switch (type) {
      case ValueType.Boxed(DataType.Scalar kind) ->
          new Operand(new Shape.Box(kind, false), load(address, offset, kind).values());
      case ValueType.Enumerated(String className) -> constantOf(className, address, offset);
      case ValueType.Sealed sealed ->
          oneOf(
              sealed,
              load(address, offset, DataType.Scalar.INT).value(),
              alternative ->
                  snapshot(address, offset + sealed.dataType().offset(), alternative, site));
      case ValueType.Structured(StructType struct) -> {
        List<Operand> components = new ArrayList<>();
        for (DataType.Member member : struct.layout().members()) {
          components.add(copyOfMember(address, offset + member.offset(), struct, member, site));
        }
        yield Operand.struct(struct, components, "");
      }
    };
  }

  /** All alternatives are read: those that it is not are never looked at, and their reads go. */
  private static Operand oneOf(
      ValueType.Sealed sealed, Value which, Function<ValueType, Operand> read) {
    List<Shape.Nullable> shapes = new ArrayList<>();
    List<Value> values = new ArrayList<>(List.of(which));
    for (StructType type : sealed.alternatives()) {
      Operand alternative = read.apply(new ValueType.Structured(type));
      shapes.add((Shape.Nullable) alternative.shape());
      values.addAll(alternative.values());
    }
    return new Operand(new Shape.OneOf(shapes, true), values);
  }

  private Operand constantOf(String enumName, Value address, int offset) {
    Value stored = load(address, offset, DataType.Scalar.INT).value();
    return Operand.of(new Shape.Enumerated(enumName, true), stored);
  }

  private Operand scalar(ValueType type, Value address, int offset, DataType.Scalar kind) {
    return type instanceof ValueType.Enumerated(String className)
        ? constantOf(className, address, offset)
        : load(address, offset, kind);
  }

  private Operand copyOfMember(
      Value address, int at, StructType struct, DataType.Member member, String site) {
    ValueType part = structs.memberType(struct, member.name());
    return switch (member.type()) {
      case DataType.Scalar kind -> scalar(part, address, at, kind);
      case DataType.Struct _
          when part instanceof ValueType.Structured(StructType inner) && inner.isRecord() ->
          snapshot(address, at, part, site);
      case DataType.Choice _ -> snapshot(address, at, part, site);
      case DataType.Struct _, DataType.Array _ -> {
        Value copy = room.take(member.type().sizeBytes(), member.name());
        copy(copy, 0, address, at, member.type().sizeBytes(), false);
        yield inMemory(copy, part, member.type(), false, Set.of(site));
      }
    };
  }

  /** A member of an object: arrays and objects in it stay where they are. */
  Operand member(Operand object, DataType.Member member) {
    Shape.Instance owner = (Shape.Instance) object.shape();
    ValueType part = structs.memberType(owner.type(), member.name());
    return switch (member.type()) {
      case DataType.Scalar kind -> scalar(part, object.value(), member.offset(), kind);
      case DataType.Choice choice -> {
        Value address = emitter.offset(object.value(), member.offset() + choice.offset());
        yield oneOf(
            (ValueType.Sealed) part,
            load(object.value(), member.offset(), DataType.Scalar.INT).value(),
            alternative ->
                inMemory(
                    address,
                    alternative,
                    alternative.dataType(),
                    owner.context(),
                    sitesInside(owner, member)));
      }
      case DataType.Struct _, DataType.Array _ ->
          inMemory(
              emitter.offset(object.value(), member.offset()),
              part,
              member.type(),
              owner.context(),
              sitesInside(owner, member));
    };
  }

  private static Set<String> sitesInside(Shape.Instance owner, DataType.Member member) {
    Set<String> sites = new HashSet<>(owner.sites());
    sites.add(insideOf(owner.type(), member.name()));
    return sites;
  }

  /** The site of what is a part of an object, and no memory of its own. */
  static String insideOf(StructType owner, String member) {
    return "." + owner.className() + "." + member;
  }

  private Operand inMemory(
      Value address, ValueType part, DataType type, boolean context, Set<String> sites) {
    if (type instanceof DataType.Array(DataType _, int length)) {
      return Operand.of(new Shape.Elements(part, length, false, context, sites), address);
    }
    StructType struct = ((ValueType.Structured) part).type();
    Operand object = Operand.of(new Shape.Instance(struct, false, context, sites), address);
    if (!struct.isRecord()) {
      return object;
    }
    List<Operand> components = new ArrayList<>();
    struct.layout().members().forEach(inner -> components.add(member(object, inner)));
    return Operand.struct(struct, components, "");
  }

  /** Zeroes new memory. */
  void zero(Value address, int sizeBytes) {
    zero(address, 0, sizeBytes);
  }

  void zero(Value address, int from, int to) {
    if (to - from > MOST_ZEROED_BYTES) {
      // A probe read of what is no kernel address fills its destination with zeros
      // (bpf_probe_read_kernel_common, kernel/trace/bpf_trace.c, v6.18).
      emitter.call(
          Helper.PROBE_READ_KERNEL,
          Type.I64,
          emitter.offset(address, from),
          emitter.int64(to - from),
          emitter.int64(0));
      return;
    }
    int at = from;
    while (at < to) {
      int size = chunk(at, to);
      emitter.store(address, at, size, size == 8 ? emitter.int64(0) : emitter.int32(0));
      at += size;
    }
  }

  /** The largest aligned piece of {@code at} to {@code end} that one instruction moves. */
  private static int chunk(int at, int end) {
    int size = 8;
    while (at % size != 0 || at + size > end) {
      size /= 2;
    }
    return size;
  }

  /** Faults where a part of what is about to be stored is null: memory has no room for it. */
  void requireWhole(Operand operand) {
    if (!(operand.shape() instanceof Shape.Struct struct)) {
      return;
    }
    for (int i = 0; i < struct.components().size(); i++) {
      Operand part = operand.component(i);
      DataType type = struct.type().layout().members().get(i).type();
      if (type instanceof DataType.Scalar) {
        continue; // a number, or an enum, for which 0 is null
      }
      if (type instanceof DataType.Choice) {
        requireWholeAlternatives(part);
        continue;
      }
      if (part.shape() instanceof Shape.Null) {
        emitter.fault(FaultKind.NULL_POINTER);
        throw new Translation.Ended();
      } else if (part.maybeNull()) {
        Value witness = part.values().getFirst();
        emitter.faultIf(
            Condition.EQ, witness, emitter.zero(witness.type()), FaultKind.NULL_POINTER);
      }
      requireWhole(part.notNull());
    }
  }

  /** What a choice holds is whole; it may itself be null, for which it has a number. */
  private void requireWholeAlternatives(Operand part) {
    if (part.shape() instanceof Shape.Struct && !part.maybeNull()) {
      requireWhole(part);
    }
  }

  /** Writes an operand that is whole as {@code type}, zeroing the padding. */
  void store(Value address, int offset, DataType type, Operand operand) {
    boolean isNull = operand.shape() instanceof Shape.Null;
    boolean hasNull = type instanceof DataType.Scalar || type instanceof DataType.Choice;
    if (operand.broken() || (isNull && !hasNull)) {
      return;
    }
    switch (type) {
      case DataType.Scalar kind ->
          emitter.store(
              address, offset, kind.sizeBytes(), isNull ? emitter.int32(0) : operand.value());
      case DataType.Array array -> storeArray(address, offset, array, operand);
      case DataType.Struct struct -> storeStruct(address, offset, struct, operand.notNull());
      case DataType.Choice choice ->
          new ChoiceStore(emitter, this).store(address, offset, choice, operand);
    }
  }

  private void storeStruct(Value address, int offset, DataType.Struct struct, Operand operand) {
    int end = 0;
    for (int i = 0; i < struct.members().size(); i++) {
      DataType.Member member = struct.members().get(i);
      zero(address, offset + end, offset + member.offset());
      Operand value =
          operand.shape() instanceof Shape.Instance
              ? member(operand, member)
              : operand.component(i);
      store(address, offset + member.offset(), member.type(), value);
      end = member.offset() + member.type().sizeBytes();
    }
    zero(address, offset + end, offset + struct.sizeBytes());
  }

  private void storeArray(Value address, int offset, DataType.Array array, Operand operand) {
    switch (operand.shape()) {
      case Shape.Elements given -> {
        if (given.length() != array.length()) {
          throw lengthDiffers(given.length(), array.length());
        }
        copy(address, offset, operand.value(), 0, array.sizeBytes(), false);
      }
      case Shape.Bytes(Access access, int from, int available)
          when array.element() == DataType.Scalar.BYTE -> {
        if (available < array.length()) {
          throw lengthDiffers(available, array.length());
        }
        if (access == Access.PROBE) {
          probe(address, offset, operand.value(), from, array.length());
        } else {
          copy(address, offset, operand.value(), from, array.length(), true);
        }
      }
      case Shape.Fetched fetched when array.element() == fetched.element() -> {
        if (fetched.length() != array.length()) {
          throw lengthDiffers(fetched.length(), array.length());
        }
        Value target = emitter.offset(address, offset);
        if (fetched.element() == DataType.Scalar.LONG) {
          StackCalls.store(emitter, context.get(), target, fetched);
        } else {
          // A string's read leaves what is behind its end.
          zero(address, offset, offset + array.sizeBytes());
          TracingCalls.store(emitter, target, operand);
        }
      }
      default ->
          throw new Refusal(
              "array",
              "an array is stored that is none of the program's own and none of a kernel struct",
              "Kernel programs have no heap to keep arrays on.",
              "Store a new array of that length, or what the accessor of a @KernelStruct gives.");
    }
  }

  private static Refusal lengthDiffers(int given, int declared) {
    return new Refusal(
        "array-length",
        "%d elements are stored where @Length says %d".formatted(given, declared),
        "An array in memory has the length that is declared.",
        "Write @Length(%d).".formatted(given));
  }

  /**
   * @param stable whether nothing that this program does changes the source
   */
  private void copy(Value to, int toOffset, Value from, int fromOffset, int bytes, boolean stable) {
    if (bytes > MOST_COPIED_BYTES) {
      probe(to, toOffset, from, fromOffset, bytes);
      return;
    }
    int copied = 0;
    while (copied < bytes) {
      int size =
          Math.min(
              chunk(fromOffset + copied, fromOffset + bytes),
              chunk(toOffset + copied, toOffset + bytes));
      Type type = size == 8 ? Type.I64 : Type.I32;
      Value piece = emitter.load(from, fromOffset + copied, size, false, stable, type);
      emitter.store(to, toOffset + copied, size, piece);
      copied += size;
    }
  }

  private void probe(Value to, int toOffset, Value from, int fromOffset, int bytes) {
    emitter.call(
        Helper.PROBE_READ_KERNEL,
        Type.I64,
        emitter.offset(to, toOffset),
        emitter.int64(bytes),
        emitter.offset(from, fromOffset));
  }

  /** Memory that holds the operand as {@code type}, for helpers. */
  Value slotOf(DataType type, Operand operand, String what) {
    Value slot =
        type.sizeBytes() > LARGEST_FOR_HELPERS
            ? room.take(type.sizeBytes(), what)
            : emitter.stackSlot(type.sizeBytes(), what);
    store(slot, 0, type, operand);
    return slot;
  }
}
