package dev.keelson.bpf;

import dev.keelson.object.layout.DataType;
import dev.keelson.object.layout.DataType.Scalar;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The layout of a Java type, read by reflection; the compiler reads the same from class files. */
public final class ReflectedLayout {
  private static final Map<Class<?>, Scalar> SCALARS =
      Map.ofEntries(
          Map.entry(boolean.class, Scalar.BOOLEAN),
          Map.entry(Boolean.class, Scalar.BOOLEAN),
          Map.entry(byte.class, Scalar.BYTE),
          Map.entry(Byte.class, Scalar.BYTE),
          Map.entry(short.class, Scalar.SHORT),
          Map.entry(Short.class, Scalar.SHORT),
          Map.entry(char.class, Scalar.CHAR),
          Map.entry(Character.class, Scalar.CHAR),
          Map.entry(int.class, Scalar.INT),
          Map.entry(Integer.class, Scalar.INT),
          Map.entry(long.class, Scalar.LONG),
          Map.entry(Long.class, Scalar.LONG));

  private ReflectedLayout() {}

  /**
   * The layout of a box, a primitive, or a record or class made of these.
   *
   * @throws IllegalArgumentException for any other type
   */
  public static DataType of(Class<?> type) {
    return of(
        type,
        member -> {
          throw new IllegalArgumentException(
              member + " is an array, and nothing says how long: expected a fixed length");
        });
  }

  /**
   * The layout of a type with arrays in it.
   *
   * @param lengthOf the number of elements of an array, from its record component or field
   * @throws IllegalArgumentException for a type that has no layout
   */
  public static DataType of(Class<?> type, ToIntFunction<AnnotatedElement> lengthOf) {
    return of(type, lengthOf, Map.of());
  }

  /**
   * The layout of a type with arrays, and with structs of the kernel's own in it.
   *
   * @param lengthOf as in {@link #of(Class, ToIntFunction)}
   * @param kernels the classes that stand for such structs
   * @throws IllegalArgumentException for a type that has no layout
   */
  public static DataType of(
      Class<?> type,
      ToIntFunction<AnnotatedElement> lengthOf,
      Map<Class<?>, DataType.Struct> kernels) {
    DataType.Struct known = kernels.get(type);
    if (known != null) {
      return known;
    }
    Scalar scalar = SCALARS.get(type);
    if (scalar != null) {
      return scalar;
    }
    if (type.isEnum()) {
      return Scalar.INT;
    }
    if (type.isSealed() && type.isInterface()) {
      List<DataType.Struct> alternatives = new ArrayList<>();
      permitted(type)
          .values()
          .forEach(record -> alternatives.add((DataType.Struct) of(record, lengthOf, kernels)));
      return new DataType.Choice(type.getSimpleName(), alternatives);
    }
    if (type.isInterface() || type.isArray() || type.isPrimitive()) {
      throw new IllegalArgumentException(
          "%s has no layout: expected a box, a record or a plain class of primitives"
              .formatted(type.getName()));
    }
    List<DataType.Declared> members = new ArrayList<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        members.add(
            new DataType.Declared(
                component.getName(), member(component.getType(), component, lengthOf, kernels)));
      }
    } else {
      for (Field field : instanceFields(type)) {
        members.add(
            new DataType.Declared(
                field.getName(), member(field.getType(), field, lengthOf, kernels)));
      }
    }
    return DataType.Struct.of(type.getSimpleName(), members);
  }

  /** The records that something of a sealed interface can be, by their names, in their order. */
  static SortedMap<String, Class<?>> permitted(Class<?> type) {
    SortedMap<String, Class<?>> records = new TreeMap<>();
    for (Class<?> one : type.getPermittedSubclasses()) {
      if (one.isInterface()) {
        records.putAll(permitted(one));
      } else if (one.isRecord()) {
        records.put(one.getName(), one);
      } else {
        throw new IllegalArgumentException(
            "%s has no layout: it permits %s, no record".formatted(type.getName(), one.getName()));
      }
    }
    return records;
  }

  /** Fields in the order of the class file, which is that of the source. */
  static List<Field> instanceFields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
        .toList();
  }

  private static DataType member(
      Class<?> type,
      AnnotatedElement declaration,
      ToIntFunction<AnnotatedElement> lengthOf,
      Map<Class<?>, DataType.Struct> kernels) {
    return type.isArray()
        ? new DataType.Array(
            of(type.getComponentType(), lengthOf, kernels), lengthOf.applyAsInt(declaration))
        : of(type, lengthOf, kernels);
  }
}
