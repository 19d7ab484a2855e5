package dev.keelson.bpf;

import dev.keelson.bpf.sys.Commands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A map in the kernel, as bytes; {@link #typed} and its kin give it types. Safe for use by any
 * thread: every call is one system call, and the kernel orders them.
 */
public final class BpfMap implements AutoCloseable {
  /** How {@link #put} treats an entry that is there already. */
  public enum Existing {
    /** {@code BPF_ANY}: replaced. */
    REPLACE(0),
    /** {@code BPF_NOEXIST}: EEXIST. */
    KEEP(1),
    /** {@code BPF_EXIST}: required, ENOENT when there is none. */
    REQUIRE(2);

    // flags of BPF_MAP_UPDATE_ELEM, include/uapi/linux/bpf.h
    private final long flags;

    Existing(long flags) {
      this.flags = flags;
    }
  }

  // kernel/bpf/syscall.c bpf_map_value_size: round_up(value_size, 8) * num_possible_cpus()
  private static final int PER_CPU_ALIGNMENT = 8;

  private static final int POSSIBLE_CPUS = SystemInfo.possibleCpus().cardinality();

  private final MapSpec spec;

  /** {@code BPF_F_LOCK}, include/uapi/linux/bpf.h. */
  private static final long LOCK = 4;

  private final FileDescriptor fd;
  private final boolean locked;
  private final String lookupCall;
  private final String updateCall;
  private final String deleteCall;
  private final String nextKeyCall;

  BpfMap(MapSpec spec, FileDescriptor fd) {
    this(spec, fd, false);
  }

  /**
   * @param locked whether its values have a lock, under which they are read and written whole
   */
  BpfMap(MapSpec spec, FileDescriptor fd, boolean locked) {
    this.locked = locked;
    this.spec = spec;
    this.fd = fd;
    this.lookupCall = "BPF_MAP_LOOKUP_ELEM, map \"" + spec.name() + "\"";
    this.updateCall = "BPF_MAP_UPDATE_ELEM, map \"" + spec.name() + "\"";
    this.deleteCall = "BPF_MAP_DELETE_ELEM, map \"" + spec.name() + "\"";
    this.nextKeyCall = "BPF_MAP_GET_NEXT_KEY, map \"" + spec.name() + "\"";
  }

  /**
   * Creates a map that belongs to no object.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static BpfMap create(MapSpec spec) {
    return new BpfMap(spec, Commands.mapCreate(spec));
  }

  /** Its name, in full. */
  public String name() {
    return spec.name();
  }

  /** What it was created from. */
  public MapSpec spec() {
    return spec;
  }

  /** Its descriptor; closed with the map. */
  public FileDescriptor fd() {
    return fd;
  }

  /**
   * Bytes that user space sees of one entry: the value, or for a per-CPU map a value for each
   * possible CPU, each rounded up to 8 bytes.
   */
  public int entryBytes() {
    return spec.type().perCpu() ? perCpuStride() * POSSIBLE_CPUS : spec.valueSize();
  }

  /** Distance of two CPUs' values within an entry of a per-CPU map, in bytes. */
  int perCpuStride() {
    return (spec.valueSize() + PER_CPU_ALIGNMENT - 1) & -PER_CPU_ALIGNMENT;
  }

  /**
   * Reads the entry of {@code key} into {@code value}.
   *
   * @param key native memory of the key's size
   * @param value native memory of {@link #entryBytes()}
   * @return false when there is no such entry
   */
  public boolean get(MemorySegment key, MemorySegment value) {
    requireSizes(key, value);
    return Commands.mapLookup(fd, key, value, locked ? LOCK : 0, lookupCall);
  }

  /**
   * Writes the entry of {@code key}.
   *
   * @param key native memory of the key's size
   * @param value native memory of {@link #entryBytes()}
   * @throws dev.keelson.linux.SyscallException E2BIG or ENOMEM when the map is full, EEXIST and
   *     ENOENT as {@code existing} asks
   */
  public void put(MemorySegment key, MemorySegment value, Existing existing) {
    requireSizes(key, value);
    Commands.mapUpdate(fd, key, value, existing.flags | (locked ? LOCK : 0), updateCall);
  }

  /** Removes the entry of {@code key}; false when there was none. Arrays refuse with EINVAL. */
  public boolean delete(MemorySegment key) {
    requireSize("key", key, spec.keySize());
    return Commands.mapDelete(fd, key, deleteCall);
  }

  /**
   * Hands over each key; the segment is valid during the call only. Programs may change the map
   * meanwhile: an entry removed or added at that time may be missed or met twice, and the walk ends
   * after as many steps as the map can have entries.
   */
  public void forEachKey(Consumer<MemorySegment> action) {
    requireEntries();
    if (spec.type().local()) {
      throw new IllegalArgumentException(
          "map \"%s\": values that lie with tasks or cgroups cannot be listed".formatted(name()));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = MemorySegment.NULL;
      MemorySegment next = arena.allocate(spec.keySize(), Long.BYTES);
      MemorySegment previous = arena.allocate(spec.keySize(), Long.BYTES);
      for (int step = 0; step < spec.maxEntries(); step++) {
        if (!Commands.mapNextKey(fd, key, next, nextKeyCall)) {
          return;
        }
        previous.copyFrom(next); // the action may do with its segment what it likes
        key = previous;
        action.accept(next);
      }
    }
  }

  /**
   * A typed view of a hash or array.
   *
   * @throws IllegalArgumentException when the codecs do not fit the map, or it is per-CPU
   */
  public <K, V> TypedMap<K, V> typed(Codec<K> key, Codec<V> value) {
    requireEntries();
    if (spec.type().perCpu()) {
      throw new IllegalArgumentException(
          "map \"%s\" has a value for each CPU: use perCpu()".formatted(name()));
    }
    Codec<V> whole =
        locked && value.sizeBytes() < spec.valueSize()
            ? new LockedCodec<>(value, spec.valueSize())
            : value;
    requireCodecs(key, whole);
    return new TypedMap<>(this, key, whole);
  }

  /**
   * A typed view of an array.
   *
   * @throws IllegalArgumentException when the codec does not fit, or the map is no plain array
   */
  public <V> TypedArray<V> array(Codec<V> value) {
    if (spec.type() != MapType.ARRAY) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s, expected an ARRAY".formatted(name(), spec.type()));
    }
    return new TypedArray<>(typed(Codec.of(Integer.class), value), spec.maxEntries());
  }

  /**
   * A typed view of a map in which each CPU has a value of its own; keys of arrays are Integers.
   *
   * @throws IllegalArgumentException when the codecs do not fit the map, or it is not per-CPU
   */
  public <K, V> PerCpuMap<K, V> perCpu(Codec<K> key, Codec<V> value) {
    requireEntries();
    if (!spec.type().perCpu()) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s, expected a per-CPU map".formatted(name(), spec.type()));
    }
    requireCodecs(key, value);
    return new PerCpuMap<>(this, key, value);
  }

  /**
   * A typed view of values that lie with tasks or cgroups.
   *
   * @throws IllegalArgumentException when the codec does not fit, or the map is no such one
   */
  public <V> OwnedValues<V> owned(Codec<V> value) {
    if (!spec.type().local()) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s, expected one whose values lie with tasks or cgroups"
              .formatted(name(), spec.type()));
    }
    return new OwnedValues<>(this, typed(Codec.of(Integer.class), value));
  }

  private void requireEntries() {
    if (spec.type().ring()) {
      throw new IllegalArgumentException(
          "map \"%s\" is a ring buffer: open it with RingReader or RingWriter".formatted(name()));
    }
  }

  private void requireCodecs(Codec<?> key, Codec<?> value) {
    if (key.sizeBytes() != spec.keySize() || value.sizeBytes() != spec.valueSize()) {
      throw new IllegalArgumentException(
          "map \"%s\" has keys of %d and values of %d bytes; the codecs have %d and %d"
              .formatted(
                  name(), spec.keySize(), spec.valueSize(), key.sizeBytes(), value.sizeBytes()));
    }
  }

  private void requireSizes(MemorySegment key, MemorySegment value) {
    requireSize("key", key, spec.keySize());
    requireSize("value", value, entryBytes());
  }

  private void requireSize(String what, MemorySegment segment, int expected) {
    if (segment.byteSize() != expected || !segment.isNative()) {
      throw new IllegalArgumentException(
          "map \"%s\": %s is %d bytes of %s memory, expected %d bytes of native memory"
              .formatted(
                  name(),
                  what,
                  segment.byteSize(),
                  segment.isNative() ? "native" : "heap",
                  expected));
    }
  }

  /** Closes the descriptor; the kernel keeps the map while a program uses it. Idempotent. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "map \"" + name() + "\" (" + spec.type() + ")";
  }
}
