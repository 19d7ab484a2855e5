package dev.keelson.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C (SIGINT) and SIGTERM: the first asks the command to come to its end and print what it has,
 * the second ends the process with status 130. Safe for use by several threads.
 *
 * <p>The JDK's only door to a signal that does not end the JVM is {@code sun.misc.Signal}. It is
 * called by reflection because javac has a warning for it that cannot be switched off, and warnings
 * are errors here. A shutdown hook would do for the first Ctrl-C, but none can see a second.
 */
final class Interrupt {
  private static final int STATUS = 130; // 128 + SIGINT, as shells count

  private final AtomicBoolean asked = new AtomicBoolean();

  private Interrupt() {}

  /** From now on Ctrl-C is a question that {@link #asked()} answers. */
  static Interrupt install() {
    Interrupt interrupt = new Interrupt();
    interrupt.handle("INT");
    interrupt.handle("TERM");
    return interrupt;
  }

  /** Whether the command should come to its end. */
  boolean asked() {
    return asked.get();
  }

  private void arrive() {
    if (!asked.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a handler equals itself and nothing else
  private Object called(Object handler, Method method, Object[] arguments, String name) {
    return switch (method.getName()) {
      case "handle" -> {
        arrive();
        yield null;
      }
      case "equals" -> handler == arguments[0];
      case "hashCode" -> System.identityHashCode(handler);
      default -> "on SIG" + name;
    };
  }

  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onArrival =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> called(proxy, method, arguments, name));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), onArrival);
    } catch (InvocationTargetException e) {
      // The JVM was told to leave the signal alone (-Xrs): then it simply ends the process.
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw new AssertionError("sun.misc.Signal refuses SIG" + name, e);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JDK has no sun.misc.Signal", e);
    }
  }
}
