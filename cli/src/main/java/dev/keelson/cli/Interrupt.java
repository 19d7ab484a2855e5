package dev.keelson.cli;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C (SIGINT), SIGTERM and SIGHUP: the first asks the command to come to its end and print what
 * it has, a second one ends this process and what it started. Safe for use by several threads.
 *
 * <p>The JDK's only door to a signal that does not end the JVM is {@code sun.misc.Signal}. It is
 * called by reflection because javac has a warning for it that cannot be switched off, and warnings
 * are errors here. A shutdown hook would do for the first Ctrl-C, but none can see a second.
 */
final class Interrupt {
  private static final int SIGHUP = 1; // signal(7)
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final int SIGNALLED = 128; // added to the signal's number, as shells count

  // timeout(1) sends its signal twice, to the process and to its group: signals that come so close
  // together are one request. A person's second Ctrl-C comes later.
  private static final long ONE_REQUEST_NANOS = 300_000_000;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final PrintStream err;
  private long askedNanos; // guarded by this
  private Runnable beforeHalt = () -> {}; // guarded by this

  private Interrupt(PrintStream err) {
    this.err = err;
  }

  /**
   * From now on Ctrl-C is a question that {@link #asked()} answers.
   *
   * @param err where a second Ctrl-C says what it did
   */
  static Interrupt install(PrintStream err) {
    Interrupt interrupt = new Interrupt(err);
    interrupt.handle("INT", SIGINT);
    interrupt.handle("TERM", SIGTERM);
    interrupt.handle("HUP", SIGHUP);
    return interrupt;
  }

  /** Whether the command should come to its end. */
  boolean asked() {
    return asked.get();
  }

  /** As if Ctrl-C had been pressed for the first time. */
  void ask() {
    asked.set(true);
  }

  /**
   * What has to be done before a second signal ends this process.
   *
   * @param last short, and safe for use by any thread
   */
  synchronized void beforeHalt(Runnable last) {
    beforeHalt = last;
  }

  private synchronized void arrive(int number) {
    long now = System.nanoTime();
    if (asked.compareAndSet(false, true)) {
      askedNanos = now;
    } else if (now - askedNanos > ONE_REQUEST_NANOS) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      beforeHalt.run();
      err.println("keelson: ended by a second signal, with what it had started.");
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a handler equals itself and nothing else
  private Object called(
      Object handler, Method method, Object[] arguments, String name, int number) {
    return switch (method.getName()) {
      case "handle" -> {
        arrive(number);
        yield null;
      }
      case "equals" -> handler == arguments[0];
      case "hashCode" -> System.identityHashCode(handler);
      default -> "on SIG" + name;
    };
  }

  private void handle(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onArrival =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> called(proxy, method, arguments, name, number));
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
