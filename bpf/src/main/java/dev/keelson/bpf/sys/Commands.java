package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.linux.Bpf;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.MapSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One method per command of bpf(2). Each fills a zeroed attribute, as the kernel refuses non-zero
 * bytes past the fields it knows, and throws {@link SyscallException} when the kernel refuses.
 * Command numbers are those of {@code enum bpf_cmd}, include/uapi/linux/bpf.h, v6.18.
 */
public final class Commands {
  /** {@code BPF_OBJ_NAME_LEN} without its terminator. */
  static final int NAME_BYTES = 15;

  private static final int MAP_CREATE = 0;
  private static final int MAP_LOOKUP_ELEM = 1;
  private static final int MAP_UPDATE_ELEM = 2;
  private static final int MAP_DELETE_ELEM = 3;
  private static final int MAP_GET_NEXT_KEY = 4;
  private static final int PROG_LOAD = 5;
  private static final int PROG_TEST_RUN = 10;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int BTF_LOAD = 18;
  private static final int MAP_FREEZE = 22;
  private static final int ENABLE_STATS = 32;

  // BPF_MAP_TYPE_STRUCT_OPS of enum bpf_map_type; BPF_F_LINK
  private static final int STRUCT_OPS = 26;
  private static final int REGISTERED_BY_LINK = 1 << 13;

  // enum bpf_stats_type
  private static final int STATS_RUN_TIME = 0;

  private static final long NO_ENTRY = -Errno.ENOENT.number();

  private Commands() {}

  /**
   * {@code BPF_MAP_CREATE}.
   *
   * @param btf the BTF that the spec's type ids refer to
   */
  public static FileDescriptor mapCreate(MapSpec spec, FileDescriptor btf) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = describe(arena, spec);
      attr.set(JAVA_INT, MapCreateAttr.BTF_FD, btf.number());
      attr.set(JAVA_INT, MapCreateAttr.BTF_KEY_TYPE_ID, spec.keyTypeId());
      attr.set(JAVA_INT, MapCreateAttr.BTF_VALUE_TYPE_ID, spec.valueTypeId());
      return Bpf.open(MAP_CREATE, attr, what(spec));
    }
  }

  /** {@code BPF_MAP_CREATE} of a map whose types nobody described. */
  public static FileDescriptor mapCreate(MapSpec spec) {
    try (Arena arena = Arena.ofConfined()) {
      return Bpf.open(MAP_CREATE, describe(arena, spec), what(spec));
    }
  }

  /**
   * {@code BPF_MAP_CREATE} of a struct_ops map.
   *
   * @param btf any BTF of this process: map_create of kernel/bpf/syscall.c asks for one
   * @param valueTypeId id of its value's type in the kernel's BTF
   * @param byLink whether a link will register it, instead of its first update. Linux 6.4
   */
  public static FileDescriptor mapCreateStructOps(
      String name,
      FileDescriptor btf,
      int valueTypeId,
      int valueSizeBytes,
      boolean byLink,
      String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(MapCreateAttr.LAYOUT);
      attr.set(JAVA_INT, MapCreateAttr.MAP_TYPE, STRUCT_OPS);
      attr.set(JAVA_INT, MapCreateAttr.KEY_SIZE, Integer.BYTES);
      attr.set(JAVA_INT, MapCreateAttr.VALUE_SIZE, valueSizeBytes);
      attr.set(JAVA_INT, MapCreateAttr.MAX_ENTRIES, 1);
      attr.set(JAVA_INT, MapCreateAttr.MAP_FLAGS, byLink ? REGISTERED_BY_LINK : 0);
      attr.set(JAVA_INT, MapCreateAttr.BTF_FD, btf.number());
      attr.set(JAVA_INT, MapCreateAttr.BTF_VMLINUX_VALUE_TYPE_ID, valueTypeId);
      setName(attr, MapCreateAttr.MAP_NAME, name);
      return Bpf.open(MAP_CREATE, attr, what);
    }
  }

  private static MemorySegment describe(Arena arena, MapSpec spec) {
    MemorySegment attr = arena.allocate(MapCreateAttr.LAYOUT);
    attr.set(JAVA_INT, MapCreateAttr.MAP_TYPE, spec.type().number());
    attr.set(JAVA_INT, MapCreateAttr.KEY_SIZE, spec.keySize());
    attr.set(JAVA_INT, MapCreateAttr.VALUE_SIZE, spec.valueSize());
    attr.set(JAVA_INT, MapCreateAttr.MAX_ENTRIES, spec.maxEntries());
    attr.set(JAVA_INT, MapCreateAttr.MAP_FLAGS, spec.flags());
    setName(attr, MapCreateAttr.MAP_NAME, spec.name());
    return attr;
  }

  private static String what(MapSpec spec) {
    String type = spec.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return spec.keySize() == 0
        ? "BPF_MAP_CREATE, %s \"%s\", %d B".formatted(type, spec.name(), spec.maxEntries())
        : "BPF_MAP_CREATE, %s \"%s\", key %d B, value %d B, %d entries"
            .formatted(type, spec.name(), spec.keySize(), spec.valueSize(), spec.maxEntries());
  }

  /** {@code BPF_MAP_LOOKUP_ELEM} into {@code value}; false when there is no such entry. */
  public static boolean mapLookup(
      FileDescriptor map, MemorySegment key, MemorySegment value, long flags, String what) {
    try (Arena arena = Arena.ofConfined()) {
      return found(MAP_LOOKUP_ELEM, element(arena, map, key, value, flags), what);
    }
  }

  /** {@code BPF_MAP_UPDATE_ELEM}; {@code flags} are {@code BPF_ANY} (0), NOEXIST (1), EXIST (2). */
  public static void mapUpdate(
      FileDescriptor map, MemorySegment key, MemorySegment value, long flags, String what) {
    try (Arena arena = Arena.ofConfined()) {
      long _ = Bpf.call(MAP_UPDATE_ELEM, element(arena, map, key, value, flags), what);
    }
  }

  /** {@code BPF_MAP_DELETE_ELEM}; false when there was no such entry. */
  public static boolean mapDelete(FileDescriptor map, MemorySegment key, String what) {
    try (Arena arena = Arena.ofConfined()) {
      return found(MAP_DELETE_ELEM, element(arena, map, key, MemorySegment.NULL, 0), what);
    }
  }

  /**
   * {@code BPF_MAP_GET_NEXT_KEY} into {@code next}; false after the last key.
   *
   * @param key the key before it, {@link MemorySegment#NULL} for the first
   */
  public static boolean mapNextKey(
      FileDescriptor map, MemorySegment key, MemorySegment next, String what) {
    try (Arena arena = Arena.ofConfined()) {
      return found(MAP_GET_NEXT_KEY, element(arena, map, key, next, 0), what);
    }
  }

  /** {@code BPF_MAP_FREEZE}: from now on user space cannot write it either (since Linux 5.2). */
  public static void mapFreeze(FileDescriptor map, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(MapElementAttr.LAYOUT);
      attr.set(JAVA_INT, MapElementAttr.MAP_FD, map.number());
      long _ = Bpf.call(MAP_FREEZE, attr, what);
    }
  }

  private static MemorySegment element(
      Arena arena, FileDescriptor map, MemorySegment key, MemorySegment value, long flags) {
    MemorySegment attr = arena.allocate(MapElementAttr.LAYOUT);
    attr.set(JAVA_INT, MapElementAttr.MAP_FD, map.number());
    attr.set(JAVA_LONG, MapElementAttr.KEY, key.address());
    attr.set(JAVA_LONG, MapElementAttr.VALUE, value.address());
    attr.set(JAVA_LONG, MapElementAttr.FLAGS, flags);
    return attr;
  }

  /** A missing entry is an everyday answer and costs no exception. */
  private static boolean found(int command, MemorySegment attr, String what) {
    long result = Bpf.attempt(command, attr);
    if (result == NO_ENTRY) {
      return false;
    }
    if (result < 0) {
      // Asked again, because only call() makes the exception; a success now is as good.
      long _ = Bpf.call(command, attr, what);
    }
    return true;
  }

  /**
   * {@code BPF_BTF_LOAD}.
   *
   * @param log where the kernel writes why it refuses; {@link MemorySegment#NULL} for no log
   */
  public static FileDescriptor btfLoad(MemorySegment btf, MemorySegment log, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(BtfLoadAttr.LAYOUT);
      attr.set(JAVA_LONG, BtfLoadAttr.BTF, btf.address());
      attr.set(JAVA_INT, BtfLoadAttr.BTF_SIZE, Math.toIntExact(btf.byteSize()));
      attr.set(JAVA_LONG, BtfLoadAttr.BTF_LOG_BUF, log.address());
      attr.set(JAVA_INT, BtfLoadAttr.BTF_LOG_SIZE, Math.toIntExact(log.byteSize()));
      attr.set(JAVA_INT, BtfLoadAttr.BTF_LOG_LEVEL, log.byteSize() == 0 ? 0 : 1);
      return Bpf.open(BTF_LOAD, attr, what);
    }
  }

  /**
   * {@code BPF_PROG_LOAD}.
   *
   * @param log where the verifier writes; {@link MemorySegment#NULL} for no log
   */
  public static FileDescriptor programLoad(ProgramBlueprint program, MemorySegment log) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ProgramLoadAttr.LAYOUT);
      program.describe(arena, attr);
      attr.set(JAVA_LONG, ProgramLoadAttr.LOG_BUF, log.address());
      attr.set(JAVA_INT, ProgramLoadAttr.LOG_SIZE, Math.toIntExact(log.byteSize()));
      attr.set(JAVA_INT, ProgramLoadAttr.LOG_LEVEL, log.byteSize() == 0 ? 0 : 1);
      return Bpf.open(PROG_LOAD, attr, program.what());
    }
  }

  /**
   * What a test run gave.
   *
   * @param returnValue the program's return value
   * @param averageNanos how long one run took on average
   * @param packetBytes length of the packet that came back
   */
  public record TestRun(int returnValue, int averageNanos, int packetBytes) {}

  /**
   * {@code BPF_PROG_TEST_RUN}.
   *
   * @param context read and, by programs that may, written back; NULL for none
   * @param data the packet of programs that see one; NULL for none
   * @param dataOut where the kernel writes the packet as the program left it; NULL for none
   * @param repeat times to run, 0 where the program type knows no repetition
   */
  public static TestRun programTestRun(
      FileDescriptor program,
      MemorySegment context,
      MemorySegment data,
      MemorySegment dataOut,
      int repeat,
      String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(TestRunAttr.LAYOUT);
      attr.set(JAVA_INT, TestRunAttr.PROG_FD, program.number());
      attr.set(JAVA_LONG, TestRunAttr.CTX_IN, context.address());
      attr.set(JAVA_INT, TestRunAttr.CTX_SIZE_IN, Math.toIntExact(context.byteSize()));
      attr.set(JAVA_LONG, TestRunAttr.DATA_IN, data.address());
      attr.set(JAVA_INT, TestRunAttr.DATA_SIZE_IN, Math.toIntExact(data.byteSize()));
      attr.set(JAVA_LONG, TestRunAttr.DATA_OUT, dataOut.address());
      attr.set(JAVA_INT, TestRunAttr.DATA_SIZE_OUT, Math.toIntExact(dataOut.byteSize()));
      attr.set(JAVA_INT, TestRunAttr.REPEAT, repeat);
      long _ = Bpf.call(PROG_TEST_RUN, attr, what);
      return new TestRun(
          attr.get(JAVA_INT, TestRunAttr.RETVAL),
          attr.get(JAVA_INT, TestRunAttr.DURATION),
          attr.get(JAVA_INT, TestRunAttr.DATA_SIZE_OUT));
    }
  }

  /**
   * What the kernel knows about a loaded program.
   *
   * @param translatedBytes size of its code after the verifier rewrote it
   * @param verifiedInstructions instructions the verifier walked; 0 before Linux 5.16
   * @param runs times it ran while statistics were on
   * @param nanos time it ran while statistics were on
   */
  public record ProgramInfo(
      int id, int translatedBytes, int verifiedInstructions, long runs, long nanos) {}

  /** {@code BPF_OBJ_GET_INFO_BY_FD} of a program. */
  public static ProgramInfo programInfo(FileDescriptor program, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(ProgramInfoLayout.LAYOUT);
      MemorySegment attr = arena.allocate(InfoAttr.LAYOUT);
      attr.set(JAVA_INT, InfoAttr.BPF_FD, program.number());
      attr.set(JAVA_INT, InfoAttr.INFO_LEN, Math.toIntExact(info.byteSize()));
      attr.set(JAVA_LONG, InfoAttr.INFO, info.address());
      long _ = Bpf.call(OBJ_GET_INFO_BY_FD, attr, what);
      return new ProgramInfo(
          info.get(JAVA_INT, ProgramInfoLayout.ID),
          info.get(JAVA_INT, ProgramInfoLayout.XLATED_PROG_LEN),
          info.get(JAVA_INT, ProgramInfoLayout.VERIFIED_INSNS),
          info.get(JAVA_LONG, ProgramInfoLayout.RUN_CNT),
          info.get(JAVA_LONG, ProgramInfoLayout.RUN_TIME_NS));
    }
  }

  /** {@code BPF_ENABLE_STATS} for run time; statistics are kept while the result is open. */
  public static FileDescriptor enableRunStatistics() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(EnableStatsAttr.LAYOUT);
      attr.set(JAVA_INT, EnableStatsAttr.TYPE, STATS_RUN_TIME);
      return Bpf.open(ENABLE_STATS, attr, "BPF_ENABLE_STATS, run time");
    }
  }

  /** The kernel takes at most 15 bytes of letters, digits, '_' and '.'. */
  static void setName(MemorySegment attr, long offset, String name) {
    byte[] bytes = kernelName(name).getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, attr, offset, bytes.length);
  }

  /** The name that the kernel shows for {@code name}. */
  public static String kernelName(String name) {
    // bpf_obj_name_cpy, kernel/bpf/syscall.c: isalnum, '_' or '.'
    String allowed = name.replaceAll("[^A-Za-z0-9_.]", "_");
    return allowed.length() <= NAME_BYTES ? allowed : allowed.substring(0, NAME_BYTES);
  }
}
