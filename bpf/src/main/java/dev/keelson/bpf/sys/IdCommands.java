package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.linux.Bpf;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Programs, maps and BTF of the whole machine, by their ids; needs CAP_SYS_ADMIN. Command numbers
 * are those of {@code enum bpf_cmd}, include/uapi/linux/bpf.h, v6.18.
 */
public final class IdCommands {
  private static final int PROG_GET_NEXT_ID = 11;
  private static final int PROG_GET_FD_BY_ID = 13;
  private static final int MAP_GET_FD_BY_ID = 14;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int BTF_GET_FD_BY_ID = 19;

  // struct bpf_line_info, include/uapi/linux/bpf.h
  private static final int LINE_INFO_BYTES = 16;

  private static final long NONE = -Errno.ENOENT.number();

  private IdCommands() {}

  /** The id of the first program whose id is larger than {@code id}; empty after the last. */
  public static OptionalInt nextProgram(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(IdAttr.LAYOUT);
      attr.set(JAVA_INT, IdAttr.ID, id);
      long result = Bpf.attempt(PROG_GET_NEXT_ID, attr);
      if (result == NONE) {
        return OptionalInt.empty();
      }
      if (result < 0) {
        throw Bpf.refusal(result, "BPF_PROG_GET_NEXT_ID");
      }
      return OptionalInt.of(attr.get(JAVA_INT, IdAttr.NEXT_ID));
    }
  }

  /**
   * {@code BPF_PROG_GET_FD_BY_ID}.
   *
   * @throws SyscallException ENOENT when no program has that id
   */
  public static FileDescriptor program(int id) {
    return open(PROG_GET_FD_BY_ID, id, "BPF_PROG_GET_FD_BY_ID, program " + id);
  }

  /** {@code BPF_MAP_GET_FD_BY_ID}. */
  public static FileDescriptor map(int id) {
    return open(MAP_GET_FD_BY_ID, id, "BPF_MAP_GET_FD_BY_ID, map " + id);
  }

  private static FileDescriptor open(int command, int id, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(IdAttr.LAYOUT);
      attr.set(JAVA_INT, IdAttr.ID, id);
      return Bpf.open(command, attr, what);
    }
  }

  /** What the kernel tells of a map; empty for a type that {@link MapType} does not know. */
  public static Optional<MapSpec> mapInfo(FileDescriptor map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(MapInfoLayout.LAYOUT);
      info(arena, map, info, "map");
      int type = info.get(JAVA_INT, MapInfoLayout.TYPE);
      return Arrays.stream(MapType.values())
          .filter(known -> known.number() == type)
          .findFirst()
          .map(known ->
              new MapSpec(
                  info.getString(MapInfoLayout.NAME),
                  known,
                  info.get(JAVA_INT, MapInfoLayout.KEY_SIZE),
                  info.get(JAVA_INT, MapInfoLayout.VALUE_SIZE),
                  info.get(JAVA_INT, MapInfoLayout.MAX_ENTRIES),
                  0,
                  0,
                  0));
    }
  }

  /** The BTF of that id, as it was loaded. */
  public static byte[] btf(int id) {
    try (Arena arena = Arena.ofConfined();
        FileDescriptor btf = open(BTF_GET_FD_BY_ID, id, "BPF_BTF_GET_FD_BY_ID, BTF " + id)) {
      MemorySegment info = arena.allocate(BtfInfoLayout.LAYOUT);
      info(arena, btf, info, "BTF " + id);
      MemorySegment bytes = arena.allocate(info.get(JAVA_INT, BtfInfoLayout.BTF_SIZE));
      info.set(JAVA_LONG, BtfInfoLayout.BTF, bytes.address());
      info(arena, btf, info, "BTF " + id);
      return bytes.toArray(JAVA_BYTE);
    }
  }

  private static void info(Arena arena, FileDescriptor fd, MemorySegment info, String what) {
    MemorySegment attr = arena.allocate(InfoAttr.LAYOUT);
    attr.set(JAVA_INT, InfoAttr.BPF_FD, fd.number());
    attr.set(JAVA_INT, InfoAttr.INFO_LEN, Math.toIntExact(info.byteSize()));
    attr.set(JAVA_LONG, InfoAttr.INFO, info.address());
    long _ = Bpf.call(OBJ_GET_INFO_BY_FD, attr, "BPF_OBJ_GET_INFO_BY_FD, " + what);
  }

  /**
   * All that the kernel tells of a loaded program.
   *
   * @param translated its instructions after the verifier, 8 bytes each; empty when the kernel
   *     keeps them to itself
   * @param machineCode what the JIT made of them, one function behind the other; empty as above
   * @param functionBytes bytes of machine code by function
   * @param functionAddresses where in the kernel each function begins
   * @param lines {@code struct bpf_line_info}s, as words of four
   * @param lineAddresses where in the kernel the machine code of each of these begins
   */
  public record ProgramDetails(
      String name,
      int type,
      int btfId,
      int[] mapIds,
      byte[] translated,
      byte[] machineCode,
      int[] functionBytes,
      long[] functionAddresses,
      int[] lines,
      long[] lineAddresses) {}

  /** {@code BPF_OBJ_GET_INFO_BY_FD} of a program, with everything it points to. */
  public static ProgramDetails programDetails(FileDescriptor program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sizes = arena.allocate(ProgramInfoLayout.LAYOUT);
      info(arena, program, sizes, "program");
      MemorySegment info = arena.allocate(ProgramInfoLayout.LAYOUT);
      MemorySegment maps =
          room(arena, sizes, info, ProgramInfoLayout.NR_MAP_IDS, ProgramInfoLayout.MAP_IDS, 4);
      MemorySegment translated =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.XLATED_PROG_LEN,
              ProgramInfoLayout.XLATED_PROG_INSNS,
              1);
      MemorySegment machine =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.JITED_PROG_LEN,
              ProgramInfoLayout.JITED_PROG_INSNS,
              1);
      MemorySegment functionBytes =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.NR_JITED_FUNC_LENS,
              ProgramInfoLayout.JITED_FUNC_LENS,
              4);
      MemorySegment functionAddresses =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.NR_JITED_KSYMS,
              ProgramInfoLayout.JITED_KSYMS,
              8);
      info.set(JAVA_INT, ProgramInfoLayout.LINE_INFO_REC_SIZE, LINE_INFO_BYTES);
      info.set(JAVA_INT, ProgramInfoLayout.JITED_LINE_INFO_REC_SIZE, Long.BYTES);
      MemorySegment lines =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.NR_LINE_INFO,
              ProgramInfoLayout.LINE_INFO,
              LINE_INFO_BYTES);
      MemorySegment lineAddresses =
          room(
              arena,
              sizes,
              info,
              ProgramInfoLayout.NR_JITED_LINE_INFO,
              ProgramInfoLayout.JITED_LINE_INFO,
              8);
      info(arena, program, info, "program");
      return new ProgramDetails(
          info.getString(ProgramInfoLayout.NAME),
          info.get(JAVA_INT, ProgramInfoLayout.TYPE),
          info.get(JAVA_INT, ProgramInfoLayout.BTF_ID),
          maps.toArray(JAVA_INT),
          given(info, ProgramInfoLayout.XLATED_PROG_INSNS, translated),
          given(info, ProgramInfoLayout.JITED_PROG_INSNS, machine),
          functionBytes.toArray(JAVA_INT),
          functionAddresses.toArray(ValueLayout.JAVA_LONG),
          lines.toArray(JAVA_INT),
          lineAddresses.toArray(ValueLayout.JAVA_LONG));
    }
  }

  /** Makes room for an array whose length the kernel told, and tells the kernel where. */
  private static MemorySegment room(
      Arena arena, MemorySegment sizes, MemorySegment info, long count, long pointer, int bytes) {
    int number = sizes.get(JAVA_INT, count);
    MemorySegment room = arena.allocate((long) number * bytes, Long.BYTES);
    if (number > 0) {
      info.set(JAVA_INT, count, number);
      info.set(JAVA_LONG, pointer, room.address());
    }
    return room;
  }

  /** The bytes, unless the kernel cleared the pointer: then it keeps them to itself. */
  private static byte[] given(MemorySegment info, long pointer, MemorySegment bytes) {
    return info.get(JAVA_LONG, pointer) == 0 ? new byte[0] : bytes.toArray(JAVA_BYTE);
  }
}
