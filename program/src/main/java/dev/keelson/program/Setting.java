package dev.keelson.program;

/**
 * A number or flag that is fixed when the program is loaded; to the verifier it is a constant, and
 * code it switches off is not even there.
 */
public final class Setting<T> {
  private final T initial;
  private final ScopedValue<T> chosen = ScopedValue.newInstance();

  private Setting(T initial) {
    this.initial = initial;
  }

  /** A setting with the value it has unless the loader says otherwise; a constant. */
  public static <T> Setting<T> of(T initial) {
    return new Setting<>(initial);
  }

  /** The value; on the JVM the declared one, unless {@link #with} chose another. */
  public T get() {
    return chosen.orElse(initial);
  }

  /** On the JVM only: runs {@code body} with another value, as a loader would have set it. */
  public void with(T value, Runnable body) {
    ScopedValue.where(chosen, value).run(body);
  }
}
