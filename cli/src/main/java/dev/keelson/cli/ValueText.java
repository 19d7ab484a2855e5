package dev.keelson.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A value from a ring or map as text: records and plain classes with their fields, bytes as the
 * characters they mostly are in the kernel (up to the first 0).
 */
final class ValueText {
  private ValueText() {}

  static String of(Object value) {
    return switch (value) {
      case null -> "-";
      case byte[] bytes -> '"' + characters(bytes) + '"';
      case Number _, Boolean _, Character _ -> value.toString();
      case Iterable<?> values -> elements(values);
      case Record _ -> components(value);
      default -> value.getClass().isArray() ? array(value) : fields(value);
    };
  }

  private static String characters(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, UTF_8);
  }

  private static String elements(Iterable<?> values) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    values.forEach(value -> text.add(of(value)));
    return text.toString();
  }

  private static String array(Object array) {
    return IntStream.range(0, Array.getLength(array))
        .mapToObj(index -> of(Array.get(array, index)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String components(Object value) {
    StringJoiner text = new StringJoiner("  ", value.getClass().getSimpleName() + "  ", "");
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      text.add(component.getName() + " " + of(read(component, value)));
    }
    return text.toString();
  }

  private static String fields(Object value) {
    return Arrays.stream(value.getClass().getDeclaredFields())
        .filter(field -> !isStatic(field))
        .map(field -> field.getName() + " " + of(read(field, value)))
        .collect(Collectors.joining("  "));
  }

  private static boolean isStatic(Member member) {
    return Modifier.isStatic(member.getModifiers());
  }

  private static Object read(RecordComponent component, Object value) {
    try {
      open(component.getAccessor());
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("an accessor of " + value.getClass(), e);
    }
  }

  private static Object read(Field field, Object value) {
    try {
      open(field);
      return field.get(value);
    } catch (IllegalAccessException e) {
      throw new LinkageError("a field of " + value.getClass(), e);
    }
  }

  private static void open(AccessibleObject member) {
    member.setAccessible(true); // the program's classes are ours to read: we loaded them
  }
}
