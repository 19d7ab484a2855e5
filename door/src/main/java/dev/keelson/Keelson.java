package dev.keelson;

import java.lang.invoke.MethodHandles;

/**
 * Where to begin:
 *
 * <pre>{@code
 * try (var loaded = Keelson.program(RunQueueWait.class).setting(RunQueueWait.PROCESS, 4711).load();
 *     var links = loaded.attachAll();
 *     var waits = loaded.ring(RunQueueWait.WAITS)) {
 *   waits.poll(Duration.ofSeconds(1), wait -> System.out.println(wait));
 * }
 * }</pre>
 */
public final class Keelson {
  private Keelson() {}

  /**
   * A program class that Keelson may look into: one on the class path, or in a package that its
   * module opens to {@code dev.keelson}.
   */
  public static ProgramLoader program(Class<?> program) {
    return new ProgramLoader(program, MethodHandles.lookup());
  }

  /**
   * A program class of an encapsulated package.
   *
   * @param lookup {@code MethodHandles.lookup()} of a class in the program's module
   */
  public static ProgramLoader program(Class<?> program, MethodHandles.Lookup lookup) {
    return new ProgramLoader(program, lookup);
  }
}
