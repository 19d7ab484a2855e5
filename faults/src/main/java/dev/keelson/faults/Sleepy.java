package dev.keelson.faults;

/** A class whose initialiser sleeps, {@link VirtualWork}. */
final class Sleepy {
  /** The property with the task that sleeps: this class has no access to its own package. */
  static final String TASK = "keelson.sleepy";

  static {
    ((Runnable) System.getProperties().get(TASK)).run();
  }

  private Sleepy() {}
}
