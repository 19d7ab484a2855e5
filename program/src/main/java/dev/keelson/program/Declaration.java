package dev.keelson.program;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * The static field that holds a map: it tells the type of the values, to the compiler as to the
 * double, which needs it for the zeros that new kernel memory holds.
 */
record Declaration(Class<?> owner) {
  /** A zero of the type of values that the field says. */
  Object zero(Object map) {
    for (Field field : owner.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.getType().equals(map.getClass())
          && holds(field, map)) {
        return StoredValue.zero(valueType(field));
      }
    }
    throw new IllegalStateException(
        "no static field of %s holds this map, so nothing says of what type its zeros are. Declare it as the compiler needs it too: static final Array<Long> NAME = Maps.array(1);"
            .formatted(owner.getName()));
  }

  @SuppressWarnings("ReferenceEquality") // which map it is, not what is in it
  private boolean holds(Field field, Object map) {
    StoredValue.open(field, owner);
    try {
      return field.get(null) == map;
    } catch (IllegalAccessException e) {
      throw new AssertionError("the field was just made accessible", e);
    }
  }

  private static Class<?> valueType(Field field) {
    if (field.getGenericType() instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (arguments[arguments.length - 1] instanceof Class<?> type) {
        return type;
      }
    }
    throw new IllegalStateException(field + " does not name the type of its values");
  }
}
