package dev.keelson.program;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A timer of the kernel in an entry of a map: a final field, {@code final Timer timer = new
 * Timer();}, of a plain class that is the value of a hash map or an array. When its time is over
 * the kernel calls the action with the entry's key and the entry, on any CPU and in the middle of
 * whatever runs there. It ends with the entry, and with the loaded program. Linux 5.15.
 *
 * <p>On the JVM time passes when a test says so: {@link #fire}.
 */
public final class Timer {
  private Runnable action;
  private boolean running;

  /** A timer that was never started. */
  public Timer() {}

  /**
   * Starts the timer, again if it runs; one that has run calls the new action from now on.
   *
   * @param map the map that the entry is in
   * @param action a lambda or method reference that uses no variable of the method around it
   * @return false when the kernel refuses, because the program is being unloaded
   */
  public <K, V> boolean start(
      HashMap<K, V> map, long delayNanos, BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action);
    this.action =
        () ->
            map.forEach((key, entry) -> {
              if (StoredValue.has(entry, this)) {
                action.accept(key, entry);
              }
            });
    return restart(delayNanos);
  }

  /** As {@link #start(HashMap, long, BiConsumer)}, in an element of an array. */
  public <V> boolean start(
      Array<V> map, long delayNanos, BiConsumer<? super Integer, ? super V> action) {
    Objects.requireNonNull(action);
    this.action =
        () ->
            map.forEach((index, element) -> {
              if (StoredValue.has(element, this)) {
                action.accept(index, element);
              }
            });
    return restart(delayNanos);
  }

  /**
   * Starts the timer with the action that it has, as an action does that is to come again.
   *
   * @return false when it was never started, or the kernel refuses
   */
  public boolean restart(long delayNanos) {
    running = action != null;
    return running;
  }

  /** Stops the timer; false when it did not run. */
  public boolean cancel() {
    boolean ran = running;
    running = false;
    return ran;
  }

  /** On the JVM only: its time is over. False when it does not run. */
  public boolean fire() {
    if (!running) {
      return false;
    }
    running = false;
    action.run();
    return true;
  }
}
