package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls of methods of {@code java.lang} on numbers, found by reflection. */
final class LibraryCalls implements Feature {
  /** What they throw would have to be caught, or they are no arithmetic. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "getInteger",
          "getLong",
          "getBoolean",
          "getNumericValue",
          "getType",
          "getDirectionality",
          "valueOf",
          "digit",
          "forDigit",
          "toChars",
          "charCount",
          "codePointOf",
          "highSurrogate",
          "lowSurrogate",
          "toCodePoint",
          "toLowerCase",
          "toUpperCase",
          "toTitleCase",
          "random",
          "compress",
          "expand");

  /** These can throw. */
  private static final Set<String> THROWING =
      Set.of(
          "divideUnsigned",
          "remainderUnsigned",
          "floorDiv",
          "floorMod",
          "ceilDiv",
          "ceilMod",
          "clamp",
          "toIntExact");

  private static final List<Method> METHODS = methods();

  private final Writing writing;
  private final Draw draw;

  LibraryCalls(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  private static List<Method> methods() {
    List<Method> found = new ArrayList<>();
    for (Class<?> owner :
        List.of(
            Math.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Character.class,
            Boolean.class)) {
      for (Method method : owner.getDeclaredMethods()) {
        boolean ours =
            Modifier.isStatic(method.getModifiers())
                && Modifier.isPublic(method.getModifiers())
                && method.getParameterCount() > 0
                && type(method.getReturnType()).isPresent()
                && Arrays.stream(method.getParameterTypes()).allMatch(one -> type(one).isPresent())
                && !method.getName().startsWith("is")
                && !LEFT_OUT.contains(method.getName());
        if (ours) {
          found.add(method);
        }
      }
    }
    // The order of reflection may change from run to run.
    found.sort(Comparator.comparing(Method::toString));
    return List.copyOf(found);
  }

  private static Optional<JavaType> type(Class<?> type) {
    return JavaType.ALL.stream().filter(one -> one.word().equals(type.getName())).findFirst();
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    List<Method> fitting =
        METHODS.stream()
            .filter(method -> type(method.getReturnType()).filter(type::takes).isPresent())
            .toList();
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    Method method = draw.of(fitting);
    boolean throwing = THROWING.contains(method.getName()) || method.getName().endsWith("Exact");
    if (throwing && !writing.risks()) {
      return Optional.empty();
    }
    List<Object> parts = new ArrayList<>();
    parts.add(method.getDeclaringClass().getSimpleName() + "." + method.getName() + "(");
    for (int i = 0; i < method.getParameterCount(); i++) {
      parts.add(i == 0 ? "" : ", ");
      parts.add(writing.value(type(method.getParameterTypes()[i]).orElseThrow(), scope, depth));
    }
    parts.add(")");
    return Optional.of(Code.expression(throwing ? Row.FAULTS : Row.LIBRARY, type, parts));
  }
}
