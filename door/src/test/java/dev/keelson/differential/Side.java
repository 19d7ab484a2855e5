package dev.keelson.differential;

/** One way to execute the methods of a class; its maps keep their content from run to run. */
interface Side extends AutoCloseable {
  /** Runs a method on a copy of {@code input}. */
  Outcome run(String method, Numbers input);

  @Override
  default void close() {}
}
