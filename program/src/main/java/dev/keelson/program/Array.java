package dev.keelson.program;

/**
 * A fixed array of values shared by kernel and user space; an index outside it gives {@code null},
 * as the kernel's does.
 */
public final class Array<V> {
  private final Object[] values;

  Array(int length) {
    this.values = new Object[length];
  }

  /** The live value at {@code index}, or {@code null} outside the array. */
  @SuppressWarnings("unchecked")
  public V get(int index) {
    return index < 0 || index >= values.length ? null : (V) values[index];
  }

  /** Sets the value at {@code index}; false outside the array. */
  public boolean put(int index, V value) {
    if (index < 0 || index >= values.length) {
      return false;
    }
    values[index] = StoredValue.copyOf(value);
    return true;
  }
}
