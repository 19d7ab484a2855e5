package dev.keelson.cli;

import dev.keelson.ProgramLoader;
import dev.keelson.program.Setting;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a program class declares, by field name.
 *
 * @param program the class, which reading its declarations has initialised
 */
record DeclaredFields(Class<?> program) {

  /** Loads the class of that name. */
  static DeclaredFields of(ClassLoader loader, String name) {
    try {
      return new DeclaredFields(Class.forName(name, true, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      throw Failure.failed("the JVM cannot load " + name + ": " + e, e);
    }
  }

  /** Its declarations of that type, in the order of the source. */
  <T> Map<String, T> ofType(Class<T> type) {
    return Arrays.stream(program.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type)
        .collect(
            Collectors.toMap(
                Field::getName,
                field -> type.cast(read(field)),
                (first, second) -> first,
                LinkedHashMap::new));
  }

  /** Gives settings the values that words stand for. */
  void set(ProgramLoader loader, Map<String, String> words) {
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    Map<String, Setting> declared = ofType(Setting.class);
    values(words).forEach((name, value) -> set(loader, declared.get(name), value));
  }

  @SuppressWarnings("unchecked") // the value is made of the setting's own type
  private static <T> void set(ProgramLoader loader, Setting<?> setting, Object value) {
    loader.setting((Setting<T>) setting, (T) value);
  }

  /** The values of settings that words stand for. */
  Map<String, Object> values(Map<String, String> words) {
    Map<String, Object> values = new LinkedHashMap<>();
    words.forEach((name, word) -> {
      if (!ofType(Setting.class).containsKey(name)) {
        throw Failure.usage(
            "%s has no Setting %s; it has %s."
                .formatted(program.getSimpleName(), name, ofType(Setting.class).keySet()));
      }
      values.put(name, value(name, word));
    });
    return values;
  }

  private Object value(String name, String word) {
    try {
      Class<?> type = typeOf(name);
      if (type == Integer.class) {
        return Integer.decode(word);
      }
      if (type == Long.class) {
        return Long.decode(word);
      }
      if (type == Boolean.class && (word.equals("true") || word.equals("false"))) {
        return Boolean.valueOf(word);
      }
      throw Failure.usage(
          "--set %s=%s: %s is a Setting<%s>.".formatted(name, word, name, type.getSimpleName()));
    } catch (NumberFormatException e) {
      throw Failure.usage("--set %s=%s: '%s' is no such number.".formatted(name, word, word));
    }
  }

  private Class<?> typeOf(String name) {
    try {
      return program.getDeclaredField(name).getGenericType() instanceof ParameterizedType declared
              && declared.getActualTypeArguments()[0] instanceof Class<?> argument
          ? argument
          : Object.class;
    } catch (NoSuchFieldException e) {
      throw new AssertionError("a field that was just there", e);
    }
  }

  private static Object read(Field field) {
    try {
      field.setAccessible(true); // ours to read: we loaded the class
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a static field of a class of our loader", e);
    }
  }
}
