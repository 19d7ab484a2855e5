package dev.keelson.program;

import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * A value that lies with an object of the kernel, a task or a cgroup, and goes when that one goes:
 * no key is hashed, no size is declared, and no entry is left behind. Values that are records or
 * boxes are values, those that are plain classes live in the kernel, as in a {@link HashMap}.
 *
 * @param <T> the {@code @KernelStruct} interface of {@code task_struct} or {@code cgroup}
 */
public final class LocalStorage<T, V> {
  private final Declaration declaration;
  private final IdentityHashMap<T, V> values = new IdentityHashMap<>();

  LocalStorage(Declaration declaration) {
    this.declaration = declaration;
  }

  /** The value of {@code owner}, or {@code null}. */
  public V get(T owner) {
    V value = values.get(Objects.requireNonNull(owner));
    return value == null ? null : StoredValue.seen(value);
  }

  /**
   * The value of {@code owner}, a zero when there was none; {@code null} when the kernel has no
   * memory for it, or {@code owner} is about to go.
   */
  @SuppressWarnings("unchecked") // the declaration names V
  public V getOrCreate(T owner) {
    values.computeIfAbsent(Objects.requireNonNull(owner), _ -> (V) declaration.zero(this));
    return get(owner);
  }

  /** Sets the value of {@code owner}; false when there was none and no memory for it. */
  public boolean put(T owner, V value) {
    values.put(Objects.requireNonNull(owner), StoredValue.copyOf(value));
    return true;
  }

  /** Removes the value of {@code owner}; false when there was none. */
  public boolean delete(T owner) {
    return values.remove(Objects.requireNonNull(owner)) != null;
  }
}
