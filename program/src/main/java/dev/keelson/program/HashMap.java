package dev.keelson.program;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A hash map shared by kernel and user space. Values that are records or boxes are values: {@code
 * get} is a snapshot. A value that is a plain class lives in the map: {@code get} gives the live
 * entry, and {@code put} copies into it.
 */
public final class HashMap<K, V> {
  private final int maxEntries;
  private final boolean evicts;
  private final Map<K, V> entries;

  HashMap(int maxEntries, boolean evicts) {
    this.maxEntries = maxEntries;
    this.evicts = evicts;
    this.entries = new LinkedHashMap<>(16, 0.75f, evicts);
  }

  /** The value of {@code key}, or {@code null}. */
  public V get(K key) {
    return entries.get(key);
  }

  /** Whether there is an entry for {@code key}. */
  public boolean containsKey(K key) {
    return entries.containsKey(key);
  }

  /** Sets the entry; false when the map is full. */
  public boolean put(K key, V value) {
    if (!evicts && entries.size() >= maxEntries && !entries.containsKey(key)) {
      return false;
    }
    entries.put(key, StoredValue.copyOf(value));
    if (entries.size() > maxEntries) {
      entries.remove(entries.keySet().iterator().next());
    }
    return true;
  }

  /** Sets the entry unless there is one; false when there is one or the map is full. */
  public boolean putIfAbsent(K key, V value) {
    return !entries.containsKey(key) && put(key, value);
  }

  /** Removes the entry and gives its value, or {@code null} when there was none. */
  public V remove(K key) {
    return entries.remove(key);
  }

  /** Removes the entry; false when there was none. */
  public boolean delete(K key) {
    return entries.remove(key) != null;
  }
}
