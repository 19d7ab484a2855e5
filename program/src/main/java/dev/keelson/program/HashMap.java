package dev.keelson.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A hash map shared by kernel and user space. Values that are records or boxes are values: {@code
 * get} is a snapshot. A value that is a plain class lives in the map: {@code get} gives the live
 * entry, until the entry is put anew or removed, and {@code put} copies into the map.
 */
public final class HashMap<K, V> {
  private final Declaration declaration;
  private final int maxEntries;
  private final boolean evicts;
  private final boolean perCpu;
  private final Map<K, Map<Integer, V>> entries;

  HashMap(Declaration declaration, int maxEntries, boolean evicts, boolean perCpu) {
    this.declaration = declaration;
    this.maxEntries = maxEntries;
    this.evicts = evicts;
    this.perCpu = perCpu;
    this.entries = new LinkedHashMap<>(16, 0.75f, evicts);
  }

  /** The value of {@code key}, or {@code null}. */
  public V get(K key) {
    Map<Integer, V> values = entries.get(Objects.requireNonNull(key));
    return values == null ? null : StoredValue.seen(onThisCpu(values));
  }

  /** Whether there is an entry for {@code key}. */
  public boolean containsKey(K key) {
    return entries.containsKey(Objects.requireNonNull(key));
  }

  /** Sets the entry; false when the map is full. */
  public boolean put(K key, V value) {
    V copy = StoredValue.copyOf(value);
    Map<Integer, V> values = entries.get(Objects.requireNonNull(key));
    if (values == null) {
      if (entries.size() >= maxEntries && !makeRoom()) {
        return false;
      }
      values = new java.util.HashMap<>();
      entries.put(key, values);
    }
    values.put(cpu(), copy);
    return true;
  }

  /** Sets the entry unless there is one; false when there is one or the map is full. */
  public boolean putIfAbsent(K key, V value) {
    return !containsKey(key) && put(key, value);
  }

  /** Removes the entry and gives its value, or {@code null} when there was none. */
  public V remove(K key) {
    Map<Integer, V> values = entries.remove(Objects.requireNonNull(key));
    return values == null ? null : onThisCpu(values);
  }

  /** Removes the entry; false when there was none. */
  public boolean delete(K key) {
    return entries.remove(Objects.requireNonNull(key)) != null;
  }

  /**
   * Calls {@code body} for every entry, in any order; entries that come or go meanwhile may be
   * among them or not.
   */
  public void forEach(BiConsumer<? super K, ? super V> body) {
    for (K key : List.copyOf(entries.keySet())) {
      V value = get(key);
      if (value != null) {
        body.accept(key, value);
      }
    }
  }

  private boolean makeRoom() {
    if (evicts) {
      entries.remove(entries.keySet().iterator().next());
    }
    return evicts;
  }

  /** An entry that another CPU made is zero on this one. */
  @SuppressWarnings("unchecked") // the declaration names V
  private V onThisCpu(Map<Integer, V> values) {
    return values.computeIfAbsent(cpu(), _ -> (V) declaration.zero(this));
  }

  private int cpu() {
    return perCpu ? Kernel.cpu() : 0;
  }
}
