package dev.keelson.bpf;

import dev.keelson.linux.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A live map in which each possible CPU has a value of its own. Safe for use by any thread.
 *
 * <pre>
 *   entry:  | value of CPU 0 | pad to 8 | value of CPU 1 | pad to 8 | ...
 * </pre>
 */
public final class PerCpuMap<K, V> {
  private final BpfMap map;
  private final Codec<K> keys;
  private final Codec<V> values;

  PerCpuMap(BpfMap map, Codec<K> keys, Codec<V> values) {
    this.map = map;
    this.keys = keys;
    this.values = values;
  }

  /** The map behind it. */
  public BpfMap raw() {
    return map;
  }

  /** The values of {@code key} by CPU, or {@code null} when there is no such entry. */
  public List<V> get(K key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(map.entryBytes(), Long.BYTES);
      return map.get(TypedMap.encoded(arena, keys, key), entry) ? decode(entry) : null;
    }
  }

  /** Sets the values of {@code key}, one for each possible CPU. */
  public void put(K key, List<V> byCpu) {
    int stride = map.perCpuStride();
    if (byCpu.size() != map.entryBytes() / stride) {
      throw new IllegalArgumentException(
          "%d values, expected one for each of %d possible CPUs"
              .formatted(byCpu.size(), map.entryBytes() / stride));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(map.entryBytes(), Long.BYTES);
      for (int cpu = 0; cpu < byCpu.size(); cpu++) {
        values.write(byCpu.get(cpu), entry, (long) cpu * stride);
      }
      map.put(TypedMap.encoded(arena, keys, key), entry, BpfMap.Existing.REPLACE);
    }
  }

  /**
   * Removes the entry of {@code key}; false when there was none.
   *
   * @throws SyscallException EINVAL for an array, whose elements stay
   */
  public boolean remove(K key) {
    try (Arena arena = Arena.ofConfined()) {
      return map.delete(TypedMap.encoded(arena, keys, key));
    }
  }

  /** Hands over each entry; {@link BpfMap#forEachKey} says what that means for a live map. */
  public void forEach(BiConsumer<? super K, ? super List<V>> action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(map.entryBytes(), Long.BYTES);
      map.forEachKey(key -> {
        if (map.get(key, entry)) {
          action.accept(keys.read(key, 0), decode(entry));
        }
      });
    }
  }

  /** What is in the map now, in the kernel's order. */
  public Map<K, List<V>> toMap() {
    Map<K, List<V>> entries = new LinkedHashMap<>();
    forEach(entries::put);
    return entries;
  }

  private List<V> decode(MemorySegment entry) {
    int stride = map.perCpuStride();
    List<V> byCpu = new ArrayList<>();
    for (long offset = 0; offset < entry.byteSize(); offset += stride) {
      byCpu.add(values.read(entry, offset));
    }
    return byCpu;
  }
}
