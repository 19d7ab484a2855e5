package dev.keelson.program;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How the doubles treat a value as the kernel treats its bytes: what goes in is copied, a snapshot
 * is a copy, and new memory is zero.
 */
final class StoredValue {
  private StoredValue() {}

  /**
   * A copy that shares nothing with {@code value}.
   *
   * @throws NullPointerException when it is null: the kernel has no null values
   */
  @SuppressWarnings("unchecked") // the copy has the class of the original
  static <V> V copyOf(V value) {
    if (value == null) {
      throw new NullPointerException("a map or a ring keeps values, never null");
    }
    Class<?> type = value.getClass();
    if (type.isRecord()) {
      return copyOfRecord(value);
    } else if (isBox(type) || value instanceof Enum) {
      return value;
    } else if (value instanceof Timer) {
      return (V) new Timer(); // the kernel copies all but timers
    } else if (value instanceof AtomicInteger || value instanceof AtomicLong) {
      return copyOfAtomic(value);
    }
    return copyOfObject(value);
  }

  @SuppressWarnings("unchecked") // the copy has the class of the original
  private static <V> V copyOfAtomic(V value) {
    return (V)
        (value instanceof AtomicLong wide
            ? new AtomicLong(wide.get())
            : new AtomicInteger(((AtomicInteger) value).get()));
  }

  /** What a program sees of a stored value: a copy of a record, the live object of a class. */
  static <V> V seen(V stored) {
    return stored != null && stored.getClass().isRecord() ? copyOfRecord(stored) : stored;
  }

  /** Whether a field of the value holds that very object. */
  @SuppressWarnings("ReferenceEquality")
  static boolean has(Object value, Object part) {
    return fields(value.getClass()).stream().anyMatch(field -> get(field, value) == part);
  }

  /** A value of that type in which every bit is zero. */
  static Object zero(Class<?> type) {
    if (type == Integer.class || type == int.class) {
      return 0;
    } else if (type == Long.class || type == long.class) {
      return 0L;
    } else if (type == Short.class || type == short.class) {
      return (short) 0;
    } else if (type == Byte.class || type == byte.class) {
      return (byte) 0;
    } else if (type == Character.class || type == char.class) {
      return (char) 0;
    } else if (type == Boolean.class || type == boolean.class) {
      return false;
    } else if (type == AtomicInteger.class) {
      return new AtomicInteger();
    } else if (type == AtomicLong.class) {
      return new AtomicLong();
    } else if (type == Timer.class) {
      return new Timer();
    } else if (type.isEnum() || type.isSealed()) {
      return null;
    } else if (type.isRecord()) {
      return zeroRecord(type);
    }
    Object zero = make(type);
    for (Field field : fields(type)) {
      Object old = get(field, zero);
      set(
          field,
          zero,
          field.getType().isArray()
              ? zeroArray(field.getType().getComponentType(), Array.getLength(old))
              : zero(field.getType()));
    }
    return zero;
  }

  private static Object zeroRecord(Class<?> type) {
    List<Object> zeros = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Length length = component.getAnnotation(Length.class);
      Class<?> element = component.getType().getComponentType();
      zeros.add(
          element != null
              ? zeroArray(element, length == null ? 0 : length.value())
              : zero(component.getType()));
    }
    return construct(type, zeros);
  }

  private static Object zeroArray(Class<?> element, int length) {
    Object array = Array.newInstance(element, length);
    for (int i = 0; i < length; i++) {
      Array.set(array, i, zero(element));
    }
    return array;
  }

  @SuppressWarnings("unchecked") // the copy has the class of the original
  private static <V> V copyOfObject(V original) {
    Object copy = make(original.getClass());
    for (Field field : fields(original.getClass())) {
      set(field, copy, cloned(field, original));
    }
    return (V) copy;
  }

  // The copy has the class of the original; whether a part is the very same object is the question.
  @SuppressWarnings({"unchecked", "ReferenceEquality"})
  private static <V> V copyOfRecord(V original) {
    Class<?> type = original.getClass();
    List<Object> parts = new ArrayList<>();
    boolean shared = false;
    for (Field field : fields(type)) {
      Object part = get(field, original);
      parts.add(cloned(field, original));
      shared |= parts.getLast() != part;
    }
    return shared ? (V) construct(type, parts) : original; // nobody can tell it from a copy
  }

  private static boolean isBox(Class<?> type) {
    return type == Integer.class
        || type == Long.class
        || type == Short.class
        || type == Byte.class
        || type == Character.class
        || type == Boolean.class;
  }

  /** A copy of a part of a value, or the part itself where nobody can change it. */
  private static Object cloned(Field field, Object owner) {
    Object part = get(field, owner);
    if (part == null && (field.getType().isEnum() || field.getType().isSealed())) {
      return null; // enums and sealed interfaces have a number for it
    }
    if (part == null || !part.getClass().isArray()) {
      return copyOf(part);
    }
    int length = Array.getLength(part);
    Object clone = Array.newInstance(part.getClass().getComponentType(), length);
    System.arraycopy(part, 0, clone, 0, length);
    return clone;
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        open(field, type);
        fields.add(field);
      }
    }
    return fields;
  }

  private static Object construct(Class<?> record, List<Object> parts) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      open(constructor, record);
      return constructor.newInstance(parts.toArray());
    } catch (ReflectiveOperationException e) {
      throw unfit(record, e);
    }
  }

  private static Object make(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      open(constructor, type);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw unfit(type, e);
    }
  }

  private static Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw unfit(owner.getClass(), e);
    }
  }

  private static void set(Field field, Object owner, Object value) {
    try {
      field.set(owner, value);
    } catch (IllegalAccessException e) {
      throw unfit(owner.getClass(), e);
    }
  }

  static void open(AccessibleObject member, Class<?> type) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new IllegalStateException(
          "the doubles of maps copy values by reflection, and %s is closed to them. Write in %s: opens %s to dev.keelson.program;"
              .formatted(type.getName(), type.getModule().getName(), type.getPackageName()),
          e);
    }
  }

  private static IllegalArgumentException unfit(Class<?> type, Exception cause) {
    return new IllegalArgumentException(
        type.getName()
            + " is no value of a map: that is a box, a record, or a class with a constructor"
            + " without parameters and fields that are not final",
        cause);
  }
}
