package dev.keelson.bpf;

import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A live map with Java keys and values: every call is a system call. Safe for use by any thread.
 */
public final class TypedMap<K, V> {
  private final BpfMap map;
  private final Codec<K> keys;
  private final Codec<V> values;

  TypedMap(BpfMap map, Codec<K> keys, Codec<V> values) {
    this.map = map;
    this.keys = keys;
    this.values = values;
  }

  /** The map behind it. */
  public BpfMap raw() {
    return map;
  }

  /** The value of {@code key}, or {@code null} when there is none. */
  public V get(K key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(values.sizeBytes(), Long.BYTES);
      return map.get(encoded(arena, keys, key), value) ? values.read(value, 0) : null;
    }
  }

  /**
   * Sets the entry of {@code key}.
   *
   * @throws SyscallException when the map is full
   */
  public void put(K key, V value) {
    try (Arena arena = Arena.ofConfined()) {
      map.put(encoded(arena, keys, key), encoded(arena, values, value), BpfMap.Existing.REPLACE);
    }
  }

  /**
   * Sets the entry of {@code key} unless there is one; false when there is one.
   *
   * @throws SyscallException when the map is full
   */
  public boolean putIfAbsent(K key, V value) {
    try (Arena arena = Arena.ofConfined()) {
      map.put(encoded(arena, keys, key), encoded(arena, values, value), BpfMap.Existing.KEEP);
      return true;
    } catch (SyscallException e) {
      if (e.errno() == Errno.EEXIST) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Removes the entry of {@code key}; false when there was none.
   *
   * @throws SyscallException EINVAL for an array, whose elements stay
   */
  public boolean remove(K key) {
    try (Arena arena = Arena.ofConfined()) {
      return map.delete(encoded(arena, keys, key));
    }
  }

  /** Hands over each entry; {@link BpfMap#forEachKey} says what that means for a live map. */
  public void forEach(BiConsumer<? super K, ? super V> action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(values.sizeBytes(), Long.BYTES);
      map.forEachKey(key -> {
        if (map.get(key, value)) {
          action.accept(keys.read(key, 0), values.read(value, 0));
        }
      });
    }
  }

  /** What is in the map now, in the kernel's order. */
  public Map<K, V> toMap() {
    Map<K, V> entries = new LinkedHashMap<>();
    forEach(entries::put);
    return entries;
  }

  static <T> MemorySegment encoded(Arena arena, Codec<T> codec, T value) {
    MemorySegment segment = arena.allocate(codec.sizeBytes(), Long.BYTES);
    codec.write(value, segment, 0);
    return segment;
  }
}
