package dev.keelson.testkit.interpreter;

import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of an interpreted program, with the return values of the kernel's (kernel/bpf/hashtab.c,
 * arraymap.c, ringbuf.c, v6.18). A per-CPU map has one CPU. Mutable, confined to one thread.
 */
public abstract sealed class SimulatedMap {
  // include/uapi/asm-generic/errno-base.h
  static final int ENOENT = 2;
  static final int E2BIG = 7;
  static final int EEXIST = 17;
  static final int EINVAL = 22;

  // include/uapi/linux/bpf.h
  static final long BPF_ANY = 0;
  static final long BPF_NOEXIST = 1;
  static final long BPF_EXIST = 2;

  final MapSpec spec;
  final Memory memory;

  private SimulatedMap(MapSpec spec, Memory memory) {
    this.spec = spec;
    this.memory = memory;
  }

  static SimulatedMap of(MapSpec spec, Memory memory) {
    return switch (spec.type()) {
      case HASH, PERCPU_HASH -> new Hash(spec, memory, false);
      case LRU_HASH, LRU_PERCPU_HASH -> new Hash(spec, memory, true);
      case ARRAY, PERCPU_ARRAY -> new Array(spec, memory);
      case RINGBUF -> new Ring(spec, memory);
      case PROG_ARRAY ->
          throw new IllegalArgumentException(
              "map " + spec.name() + " holds programs, and the interpreter runs one");
      case USER_RINGBUF ->
          throw new IllegalArgumentException(
              "map " + spec.name() + " is written by user space, and the interpreter has none");
      case TASK_STORAGE, CGRP_STORAGE ->
          throw new IllegalArgumentException(
              "map "
                  + spec.name()
                  + " lies with the kernel's objects, and the interpreter has none");
      case STACK_TRACE ->
          throw new IllegalArgumentException(
              "map " + spec.name() + " keeps call stacks, and the interpreter has none");
    };
  }

  /** The blueprint. */
  public MapSpec spec() {
    return spec;
  }

  /** A copy of the value of {@code key}, or empty. */
  public Optional<byte[]> get(byte[] key) {
    long address = lookup(key);
    return address == 0 ? Optional.empty() : Optional.of(memory.read(address, spec.valueSize()));
  }

  /** Sets an entry as user space would; the kernel's answer: 0 or a negative errno. */
  public long put(byte[] key, byte[] value) {
    return update(key, value, BPF_ANY);
  }

  /** Copies of all entries, oldest first; keys are little-endian indexes in an array. */
  public abstract List<Map.Entry<byte[], byte[]>> entries();

  /** What was submitted to a ring, oldest first. */
  public List<byte[]> records() {
    throw new IllegalStateException(spec.name() + " is no ring buffer");
  }

  abstract long lookup(byte[] key);

  abstract long update(byte[] key, byte[] value, long flags);

  abstract long delete(byte[] key);

  private static final class Hash extends SimulatedMap {
    private final Map<Bytes, Region> entries;
    private final boolean evicts;

    Hash(MapSpec spec, Memory memory, boolean evicts) {
      super(spec, memory);
      this.evicts = evicts;
      this.entries = new LinkedHashMap<>(16, 0.75f, evicts);
    }

    @Override
    public List<Map.Entry<byte[], byte[]>> entries() {
      List<Map.Entry<byte[], byte[]>> copies = new ArrayList<>();
      entries.forEach(
          (key, value) -> copies.add(Map.entry(key.toArray(), value.content().clone())));
      return copies;
    }

    @Override
    long lookup(byte[] key) {
      Region value = entries.get(Bytes.copyOf(key));
      return value == null ? 0 : value.address();
    }

    @Override
    long update(byte[] key, byte[] value, long flags) {
      Bytes wrapped = Bytes.copyOf(key);
      Region old = entries.get(wrapped);
      if (flags > BPF_EXIST) {
        return -EINVAL;
      } else if (flags == BPF_NOEXIST && old != null) {
        return -EEXIST;
      } else if (flags == BPF_EXIST && old == null) {
        return -ENOENT;
      } else if (old == null && entries.size() >= spec.maxEntries()) {
        if (!evicts) {
          return -E2BIG;
        }
        evictOldest();
      }
      if (old != null) {
        old.retire("which an update replaced");
      }
      entries.put(wrapped, memory.add("a value of " + spec.name(), value));
      return 0;
    }

    @Override
    long delete(byte[] key) {
      Region old = entries.remove(Bytes.copyOf(key));
      if (old == null) {
        return -ENOENT;
      }
      old.retire("which was deleted");
      return 0;
    }

    private void evictOldest() {
      Iterator<Region> oldest = entries.values().iterator();
      oldest.next().retire("which was evicted");
      oldest.remove();
    }
  }

  private static final class Array extends SimulatedMap {
    private final List<Region> values = new ArrayList<>();

    Array(MapSpec spec, Memory memory) {
      super(spec, memory);
      for (int index = 0; index < spec.maxEntries(); index++) {
        byte[] value = spec.isSection() ? spec.content().toArray() : new byte[spec.valueSize()];
        values.add(memory.add("a value of " + spec.name(), value, !spec.isReadOnly(), true));
      }
    }

    @Override
    public List<Map.Entry<byte[], byte[]>> entries() {
      List<Map.Entry<byte[], byte[]>> copies = new ArrayList<>();
      for (int index = 0; index < values.size(); index++) {
        byte[] key = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array();
        copies.add(Map.entry(key, values.get(index).content().clone()));
      }
      return copies;
    }

    @Override
    long lookup(byte[] key) {
      int index = index(key);
      return Integer.compareUnsigned(index, values.size()) < 0 ? values.get(index).address() : 0;
    }

    @Override
    long update(byte[] key, byte[] value, long flags) {
      if (flags > BPF_EXIST) {
        return -EINVAL;
      } else if (Integer.compareUnsigned(index(key), values.size()) >= 0) {
        return -E2BIG;
      } else if (flags == BPF_NOEXIST) {
        return -EEXIST;
      }
      values.get(index(key)).write(0, value);
      return 0;
    }

    @Override
    long delete(byte[] key) {
      return -EINVAL;
    }

    private static int index(byte[] key) {
      return ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
  }

  /** A ring buffer whose reader never comes: it fills up and then refuses. */
  static final class Ring extends SimulatedMap {
    private static final int HEADER_BYTES = 8;

    private final List<Region> reserved = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();
    private long usedBytes;

    Ring(MapSpec spec, Memory memory) {
      super(spec, memory);
    }

    @Override
    public List<byte[]> records() {
      return records.stream().map(byte[]::clone).toList();
    }

    @Override
    public List<Map.Entry<byte[], byte[]>> entries() {
      return List.of();
    }

    /** The address of a slot of {@code sizeBytes}, or 0 when the ring is full. */
    long reserve(long sizeBytes) {
      long taken = HEADER_BYTES + ((sizeBytes + 7) & -8);
      if (sizeBytes < 0 || usedBytes + taken > spec.maxEntries()) {
        return 0;
      }
      usedBytes += taken;
      Region slot = memory.add("a slot of " + spec.name(), new byte[(int) sizeBytes], true, false);
      reserved.add(slot);
      return slot.address();
    }

    /** Whether it has the slot at that address reserved; if so it is submitted or dropped. */
    boolean release(long address, boolean submit) {
      for (Region slot : reserved) {
        if (slot.address() == address) {
          if (submit) {
            records.add(slot.read(0, slot.sizeBytes()));
          }
          slot.retire("which was given back");
          reserved.remove(slot);
          return true;
        }
      }
      return false;
    }

    long output(byte[] record) {
      long slot = reserve(record.length);
      if (slot == 0) {
        return -11; // EAGAIN
      }
      memory.write(slot, record);
      release(slot, true);
      return 0;
    }

    int reservedSlots() {
      return reserved.size();
    }

    @Override
    long lookup(byte[] key) {
      throw new Violation("a ring buffer has no lookup");
    }

    @Override
    long update(byte[] key, byte[] value, long flags) {
      throw new Violation("a ring buffer has no update");
    }

    @Override
    long delete(byte[] key) {
      throw new Violation("a ring buffer has no delete");
    }
  }
}
