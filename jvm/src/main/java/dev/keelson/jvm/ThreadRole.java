package dev.keelson.jvm;

/** What a thread of a JVM is for. */
public enum ThreadRole {
  /** Runs the program's own code, or code that the JVM cannot tell from it. */
  APPLICATION,
  /** Carries virtual threads. */
  CARRIER,
  /** Carries out the operations that stop the world. */
  VM,
  /** Collects garbage: workers, concurrent threads, their controllers. */
  COLLECTOR,
  /** Compiles methods. */
  COMPILER,
  /** Everything else that belongs to the JVM: timers, signals, references, flight recorder. */
  SERVICE
}
