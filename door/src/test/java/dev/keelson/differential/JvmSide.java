package dev.keelson.differential;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** The reference: the class file itself, freshly loaded. */
final class JvmSide implements Side {
  private final Class<?> programs;

  JvmSide(Class<?> programs) {
    this.programs = programs;
  }

  @Override
  public Outcome run(String method, Numbers input) {
    Numbers numbers = input.copy();
    try {
      Method found = programs.getDeclaredMethod(method, Numbers.class);
      found.setAccessible(true);
      found.invoke(null, numbers);
      return new Outcome(numbers.toString(), Fault.NONE);
    } catch (InvocationTargetException e) {
      return new Outcome(numbers.toString(), Fault.of(e.getCause(), programs));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the method under test cannot be called", e);
    }
  }

  /** Where in the class under test the exception came up. */
  static int line(Throwable thrown, Class<?> programs) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(frame -> frame.getClassName().equals(programs.getName()))
        .mapToInt(StackTraceElement::getLineNumber)
        .findFirst()
        .orElseThrow(() -> new AssertionError("not from the class under test", thrown));
  }
}
