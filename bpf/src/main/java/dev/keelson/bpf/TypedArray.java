package dev.keelson.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A live array map with Java values. Safe for use by any thread. */
public final class TypedArray<V> {
  private final TypedMap<Integer, V> map;
  private final int length;

  TypedArray(TypedMap<Integer, V> map, int length) {
    this.map = map;
    this.length = length;
  }

  /** Number of values. */
  public int length() {
    return length;
  }

  /**
   * The value at {@code index}.
   *
   * @throws IndexOutOfBoundsException outside the array
   */
  public V get(int index) {
    return map.get(Objects.checkIndex(index, length));
  }

  /**
   * Sets the value at {@code index}.
   *
   * @throws IndexOutOfBoundsException outside the array
   */
  public void put(int index, V value) {
    map.put(Objects.checkIndex(index, length), value);
  }

  /** All values, read one after the other. */
  public List<V> toList() {
    List<V> values = new ArrayList<>(length);
    for (int index = 0; index < length; index++) {
      values.add(get(index));
    }
    return values;
  }
}
