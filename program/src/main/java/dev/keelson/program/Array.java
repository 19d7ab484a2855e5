package dev.keelson.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A fixed array of values shared by kernel and user space, zero at first; an index outside it gives
 * {@code null}, as the kernel's does. Values that are records or boxes are values: {@code get} is a
 * snapshot. A value that is a plain class lives in the array: {@code get} gives the live one, and
 * {@code put} copies into it. Elements are never removed: the kernel refuses that (EINVAL), and so
 * there is no method for it.
 */
public final class Array<V> {
  private final Declaration declaration;
  private final int length;
  private final boolean perCpu;
  private final List<Object[]> valuesByCpu = new ArrayList<>();

  Array(Declaration declaration, int length, boolean perCpu) {
    this.declaration = declaration;
    this.length = length;
    this.perCpu = perCpu;
  }

  /** The value at {@code index}, or {@code null} outside the array. */
  @SuppressWarnings("unchecked") // only a V or a zero of V is ever stored
  public V get(int index) {
    if (index < 0 || index >= length) {
      return null;
    }
    Object[] values = values();
    if (values[index] == null) {
      values[index] = declaration.zero(this);
    }
    return StoredValue.seen((V) values[index]);
  }

  /** Sets the value at {@code index}; false outside the array. */
  public boolean put(int index, V value) {
    V copy = StoredValue.copyOf(value);
    if (index < 0 || index >= length) {
      return false;
    }
    values()[index] = copy;
    return true;
  }

  /** Calls {@code body} for every index, from 0 on. */
  public void forEach(BiConsumer<Integer, ? super V> body) {
    for (int i = 0; i < length; i++) {
      body.accept(i, get(i));
    }
  }

  private Object[] values() {
    int cpu = perCpu ? Kernel.cpu() : 0;
    while (valuesByCpu.size() <= cpu) {
      valuesByCpu.add(new Object[length]);
    }
    return valuesByCpu.get(cpu);
  }
}
