package dev.keelson;

import dev.keelson.bpf.Codec;
import dev.keelson.bpf.ReflectedLayout;
import dev.keelson.object.layout.DataType;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Length;
import dev.keelson.program.LocalStorage;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.StackTraces;
import dev.keelson.program.Timer;
import dev.keelson.program.UserRing;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The maps, rings and settings that a program class declares in its static finals: found by the
 * identity of the object in the field, so that users name them as Java does.
 */
final class Declarations {
  private static final Set<Class<?>> KINDS =
      Set.of(
          HashMap.class,
          LocalStorage.class,
          Array.class,
          RingBuffer.class,
          Setting.class,
          StackTraces.class,
          UserRing.class,
          ProgramArray.class);

  /** What the compiler knows as structs of the kernel's own. */
  private static final Map<Class<?>, DataType.Struct> KERNELS = Map.of(Timer.class, DataType.TIMER);

  private final Class<?> program;
  private final MethodHandles.Lookup lookup;
  private final IdentityHashMap<Object, Field> fields;

  private Declarations(
      Class<?> program, MethodHandles.Lookup lookup, IdentityHashMap<Object, Field> fields) {
    this.program = program;
    this.lookup = lookup;
    this.fields = fields;
  }

  /**
   * Reads the declarations, which initialises the class.
   *
   * @throws IllegalArgumentException when the class is out of the lookup's reach
   */
  static Declarations of(Class<?> program, MethodHandles.Lookup lookup) {
    IdentityHashMap<Object, Field> fields = new IdentityHashMap<>();
    try {
      // A class of another module, or of the class path, must be readable before it can be looked
      // at.
      Declarations.class.getModule().addReads(program.getModule());
      MethodHandles.Lookup inside = MethodHandles.privateLookupIn(program, lookup);
      for (Field field : program.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && KINDS.contains(field.getType())) {
          fields.put(inside.unreflectVarHandle(field).get(), field);
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          """
          %s is out of Keelson's reach (%s)
              Its module encapsulates it. Pass MethodHandles.lookup() to Keelson.program, or write
              opens %s to dev.keelson; in its module-info.java.\
          """
              .formatted(program.getName(), e.getMessage(), program.getPackageName()),
          e);
    }
    return new Declarations(program, lookup, fields);
  }

  /**
   * The name of the field that holds {@code declaration}.
   *
   * @throws IllegalArgumentException when no field of the program class does
   */
  String nameOf(Object declaration) {
    return field(declaration).getName();
  }

  /** The codec of the type argument at {@code index} of the declaring field's type. */
  <T> Codec<T> codec(Object declaration, int index) {
    Field field = field(declaration);
    if (field.getGenericType() instanceof ParameterizedType declared
        && declared.getActualTypeArguments()[index] instanceof Class<?> argument) {
      return unchecked(argument);
    }
    throw new IllegalArgumentException(
        "%s.%s is declared as %s: expected classes as its type arguments"
            .formatted(program.getSimpleName(), field.getName(), typeName(field)));
  }

  @SuppressWarnings("unchecked") // the declaration's type argument is T
  private <T> Codec<T> unchecked(Class<?> type) {
    return (Codec<T>) codecOf(type);
  }

  /** The codec of a record or box of the program's. */
  <T> Codec<T> codecOf(Class<T> type) {
    return Codec.of(type, ReflectedLayout.of(type, Declarations::lengthOf, KERNELS), lookup);
  }

  private static int lengthOf(AnnotatedElement array) {
    Length length = array.getAnnotation(Length.class);
    if (length == null) {
      throw new IllegalArgumentException(array + " is an array without @Length");
    }
    return length.value();
  }

  private Field field(Object declaration) {
    Field field = fields.get(declaration);
    if (field == null) {
      throw new IllegalArgumentException(
          "this %s is not declared by %s: expected the object in one of its static final fields %s"
              .formatted(
                  declaration.getClass().getSimpleName(),
                  program.getName(),
                  fields.values().stream().map(Field::getName).sorted().toList()));
    }
    return field;
  }

  private static String typeName(Field field) {
    Type type = field.getGenericType();
    return type.getTypeName();
  }
}
