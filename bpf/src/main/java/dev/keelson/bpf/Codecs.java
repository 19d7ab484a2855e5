package dev.keelson.bpf;

import dev.keelson.object.layout.DataType;
import dev.keelson.object.layout.DataType.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Codecs by the shape of a layout: scalar, array, struct. */
final class Codecs {
  // Members follow C's natural alignment, but a ring record or a caller's slice may begin anywhere.
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Codecs() {}

  @SuppressWarnings("unchecked") // the codec reads and writes exactly what type says
  static <T> Codec<T> of(Class<T> type, DataType layout, MethodHandles.Lookup lookup) {
    return (Codec<T>)
        switch (layout) {
          case Scalar _ when type.isEnum() -> new EnumCodec(type);
          case Scalar scalar -> scalar(type, scalar);
          case DataType.Array array -> new ArrayCodec(type, array, lookup);
          case DataType.Struct struct when struct.equals(DataType.TIMER) ->
              new KernelsCodec(struct.sizeBytes());
          case DataType.Struct _ when AtomicCodec.takes(type) -> new AtomicCodec(type);
          case DataType.Struct struct -> struct(type, struct, lookup);
          case DataType.Choice choice -> new ChoiceCodec(type, choice, lookup);
        };
  }

  private static Codec<?> struct(
      Class<?> type, DataType.Struct struct, MethodHandles.Lookup lookup) {
    try {
      // A class of another module, or of the class path, must be readable before it can be looked
      // at.
      Codecs.class.getModule().addReads(type.getModule());
      MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, lookup);
      return type.isRecord()
          ? RecordCodec.of(type, struct, inside)
          : ClassCodec.of(type, struct, inside);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "%s is out of reach (%s): pass MethodHandles.lookup() of its module, or open its package"
              .formatted(type.getName(), e.getMessage()),
          e);
    } catch (NoSuchMethodException | NoSuchFieldException e) {
      throw new IllegalArgumentException(
          "%s does not fit its layout: %s".formatted(type.getName(), e.getMessage()), e);
    }
  }

  private static Codec<?> scalar(Class<?> type, Scalar scalar) {
    if (!ReflectedLayout.of(type).equals(scalar)) {
      throw new IllegalArgumentException(type.getName() + " is not stored as " + scalar);
    }
    return new ScalarCodec(scalar);
  }

  /** What a member's value is read and written by. */
  private record Part(Codec<Object> codec, MethodHandle getter, int offset) {}

  @SuppressWarnings("unchecked")
  private static Codec<Object> untyped(
      Class<?> type, DataType layout, MethodHandles.Lookup lookup) {
    return (Codec<Object>) of(type, layout, lookup);
  }

  private static Object get(MethodHandle getter, Object value) {
    try {
      return getter.invokeExact(value);
    } catch (Throwable e) {
      throw new AssertionError("reading a member of " + value.getClass() + " failed", e);
    }
  }

  private record ScalarCodec(Scalar scalar) implements Codec<Object> {
    @Override
    public int sizeBytes() {
      return scalar.sizeBytes();
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      switch (scalar) {
        case BOOLEAN -> target.set(ValueLayout.JAVA_BYTE, offset, (byte) ((Boolean) value ? 1 : 0));
        case BYTE -> target.set(ValueLayout.JAVA_BYTE, offset, (Byte) value);
        case SHORT -> target.set(SHORT, offset, (Short) value);
        case CHAR -> target.set(CHAR, offset, (Character) value);
        case INT -> target.set(INT, offset, (Integer) value);
        case LONG -> target.set(LONG, offset, (Long) value);
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      return switch (scalar) {
        case BOOLEAN -> source.get(ValueLayout.JAVA_BYTE, offset) != 0;
        case BYTE -> source.get(ValueLayout.JAVA_BYTE, offset);
        case SHORT -> source.get(SHORT, offset);
        case CHAR -> source.get(CHAR, offset);
        case INT -> source.get(INT, offset);
        case LONG -> source.get(LONG, offset);
      };
    }
  }

  /**
   * A constant of an enum as its ordinal and one more, so that zeroed memory is null, as in Java.
   */
  private static final class EnumCodec implements Codec<Object> {
    private final Class<?> type;
    private final Object[] constants;

    EnumCodec(Class<?> type) {
      this.type = type;
      this.constants = type.getEnumConstants();
    }

    @Override
    public int sizeBytes() {
      return Integer.BYTES;
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // that is the encoding
    public void write(Object value, MemorySegment target, long offset) {
      target.set(INT, offset, value == null ? 0 : ((Enum<?>) value).ordinal() + 1);
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      int number = source.get(INT, offset);
      if (number < 0 || number > constants.length) {
        throw new IllegalArgumentException(
            "%d is no constant of %s, which has %d"
                .formatted(number, type.getName(), constants.length));
      }
      return number == 0 ? null : constants[number - 1];
    }
  }

  /** A Java array of fixed length; a longer or shorter one is refused. */
  private static final class ArrayCodec implements Codec<Object> {
    private final Class<?> elementType;
    private final int length;
    private final Codec<Object> element;

    ArrayCodec(Class<?> type, DataType.Array array, MethodHandles.Lookup lookup) {
      this.elementType = type.getComponentType();
      this.length = array.length();
      this.element = untyped(elementType, array.element(), lookup);
    }

    @Override
    public int sizeBytes() {
      return element.sizeBytes() * length;
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      if (Array.getLength(value) != length) {
        throw new IllegalArgumentException(
            "an array of %d elements, expected %d".formatted(Array.getLength(value), length));
      }
      for (int i = 0; i < length; i++) {
        element.write(Array.get(value, i), target, offset + (long) i * element.sizeBytes());
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      Object array = Array.newInstance(elementType, length);
      for (int i = 0; i < length; i++) {
        Array.set(array, i, element.read(source, offset + (long) i * element.sizeBytes()));
      }
      return array;
    }
  }

  /** A record that a sealed interface permits, or null. */
  private static final class ChoiceCodec implements Codec<Object> {
    private final Class<?> type;
    private final DataType.Choice choice;
    private final List<Class<?>> records;
    private final List<Codec<Object>> codecs = new ArrayList<>();

    ChoiceCodec(Class<?> type, DataType.Choice choice, MethodHandles.Lookup lookup) {
      this.type = type;
      this.choice = choice;
      this.records = List.copyOf(ReflectedLayout.permitted(type).values());
      for (int i = 0; i < records.size(); i++) {
        codecs.add(untyped(records.get(i), choice.alternatives().get(i), lookup));
      }
    }

    @Override
    public int sizeBytes() {
      return choice.sizeBytes();
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      target.asSlice(offset, sizeBytes()).fill((byte) 0);
      if (value != null) {
        int which = records.indexOf(value.getClass());
        target.set(INT, offset, which + 1);
        codecs.get(which).write(value, target, offset + choice.offset());
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      int which = source.get(INT, offset);
      if (which < 0 || which > records.size()) {
        throw new IllegalArgumentException(
            "%d is no record of %s, which permits %d"
                .formatted(which, type.getName(), records.size()));
      }
      return which == 0 ? null : codecs.get(which - 1).read(source, offset + choice.offset());
    }
  }

  private record RecordCodec(int sizeBytes, List<Part> parts, MethodHandle constructor)
      implements Codec<Object> {
    static RecordCodec of(Class<?> type, DataType.Struct struct, MethodHandles.Lookup inside)
        throws IllegalAccessException, NoSuchMethodException {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Part[] parts = new Part[components.length];
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        DataType.Member member = struct.member(component.getName());
        types[i] = component.getType();
        parts[i] =
            new Part(
                untyped(component.getType(), member.type(), inside),
                inside
                    .unreflect(component.getAccessor())
                    .asType(MethodType.methodType(Object.class, Object.class)),
                member.offset());
      }
      MethodHandle constructor =
          inside
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new RecordCodec(struct.sizeBytes(), List.of(parts), constructor);
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      target.asSlice(offset, sizeBytes).fill((byte) 0);
      for (Part part : parts) {
        part.codec().write(get(part.getter(), value), target, offset + part.offset());
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      Object[] values = new Object[parts.size()];
      for (int i = 0; i < values.length; i++) {
        Part part = parts.get(i);
        values[i] = part.codec().read(source, offset + part.offset());
      }
      try {
        return constructor.invokeExact(values);
      } catch (RuntimeException | Error e) {
        throw e; // the record's own constructor refuses the values
      } catch (Throwable e) {
        throw new IllegalStateException("a record's constructor failed", e);
      }
    }
  }

  /**
   * How a member of an object takes what was read: the field is set, or what it holds is filled.
   */
  private sealed interface Taking {
    void take(Object owner, Part part, MemorySegment source, long offset) throws Throwable;

    record Set(MethodHandle setter) implements Taking {
      @Override
      public void take(Object owner, Part part, MemorySegment source, long offset)
          throws Throwable {
        setter.invokeExact(owner, part.codec().read(source, offset));
      }
    }

    /** A final field: the array or object that the constructor made stays. */
    record Fill() implements Taking {
      @Override
      @SuppressWarnings("SuspiciousSystemArraycopy") // both are the field's array
      public void take(Object owner, Part part, MemorySegment source, long offset) {
        Object held = get(part.getter(), owner);
        if (part.codec() instanceof Filling nested) {
          nested.fill(held, source, offset);
        } else {
          Object read = part.codec().read(source, offset);
          System.arraycopy(read, 0, held, 0, Array.getLength(read));
        }
      }
    }
  }

  /** A codec of objects, which can be given what is read. */
  private sealed interface Filling extends Codec<Object> {
    void fill(Object value, MemorySegment source, long offset);
  }

  /** An {@code AtomicInteger} or {@code AtomicLong}: its number. */
  private record AtomicCodec(Class<?> type) implements Filling {
    static boolean takes(Class<?> type) {
      return type == AtomicInteger.class || type == AtomicLong.class;
    }

    @Override
    public int sizeBytes() {
      return type == AtomicLong.class ? Long.BYTES : Integer.BYTES;
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      switch (value) {
        case AtomicLong number -> target.set(LONG, offset, number.get());
        case AtomicInteger number -> target.set(INT, offset, number.get());
        default -> throw new AssertionError("no atomic number: " + value.getClass());
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      return type == AtomicLong.class
          ? new AtomicLong(source.get(LONG, offset))
          : new AtomicInteger(source.get(INT, offset));
    }

    @Override
    public void fill(Object value, MemorySegment source, long offset) {
      switch (value) {
        case AtomicLong number -> number.set(source.get(LONG, offset));
        case AtomicInteger number -> number.set(source.get(INT, offset));
        default -> throw new AssertionError("no atomic number: " + value.getClass());
      }
    }
  }

  /** A struct of the kernel's own: what is written of it, it passes over, and shows zeros. */
  private record KernelsCodec(int sizeBytes) implements Filling {
    @Override
    public void write(Object value, MemorySegment target, long offset) {
      target.asSlice(offset, sizeBytes).fill((byte) 0);
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      throw new IllegalArgumentException(
          "a struct of the kernel's own is read: it is no value, but a final field of one");
    }

    @Override
    public void fill(Object value, MemorySegment source, long offset) {
      // What the constructor made stays.
    }
  }

  private record ClassCodec(
      int sizeBytes, List<Part> parts, List<Taking> takings, MethodHandle constructor)
      implements Filling {
    static ClassCodec of(Class<?> type, DataType.Struct struct, MethodHandles.Lookup inside)
        throws IllegalAccessException, NoSuchMethodException, NoSuchFieldException {
      List<Part> parts = new ArrayList<>();
      List<Taking> takings = new ArrayList<>();
      for (Field field : ReflectedLayout.instanceFields(type)) {
        String name = field.getName();
        Class<?> fieldType = field.getType();
        DataType.Member member = struct.member(name);
        Part part =
            new Part(
                untyped(fieldType, member.type(), inside),
                inside
                    .findGetter(type, name, fieldType)
                    .asType(MethodType.methodType(Object.class, Object.class)),
                member.offset());
        parts.add(part);
        boolean fill =
            Modifier.isFinal(field.getModifiers())
                && (fieldType.isArray() || part.codec() instanceof Filling);
        takings.add(
            fill
                ? new Taking.Fill()
                : new Taking.Set(
                    inside
                        .findSetter(type, name, fieldType)
                        .asType(MethodType.methodType(void.class, Object.class, Object.class))));
      }
      MethodHandle constructor =
          inside
              .findConstructor(type, MethodType.methodType(void.class))
              .asType(MethodType.methodType(Object.class));
      return new ClassCodec(
          struct.sizeBytes(), List.copyOf(parts), List.copyOf(takings), constructor);
    }

    @Override
    public void write(Object value, MemorySegment target, long offset) {
      target.asSlice(offset, sizeBytes).fill((byte) 0);
      for (Part part : parts) {
        part.codec().write(get(part.getter(), value), target, offset + part.offset());
      }
    }

    @Override
    public Object read(MemorySegment source, long offset) {
      try {
        Object value = constructor.invokeExact();
        fill(value, source, offset);
        return value;
      } catch (RuntimeException | Error e) {
        throw e; // the class's own constructor refuses
      } catch (Throwable e) {
        throw new IllegalStateException("a constructor failed", e);
      }
    }

    @Override
    public void fill(Object value, MemorySegment source, long offset) {
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        try {
          takings.get(i).take(value, part, source, offset + part.offset());
        } catch (RuntimeException | Error e) {
          throw e; // a record's constructor refuses the values
        } catch (Throwable e) {
          throw new AssertionError("setting a member of " + value.getClass() + " failed", e);
        }
      }
    }
  }
}
