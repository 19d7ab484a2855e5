package dev.keelson.bpf;

import dev.keelson.bpf.sys.IdCommands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.insn.Code;
import dev.keelson.object.insn.Insn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A program that is loaded on this machine, by whomever: what the kernel tells of it. A snapshot,
 * but for the faults, which are read when asked for. Safe for use by any thread.
 */
public final class RunningProgram implements AutoCloseable {
  // struct bpf_line_info { u32 insn_off, file_name_off, line_off, line_col; }
  private static final int LINE_WORDS = 4;
  private static final int LINE_SHIFT = 10;

  /** The section of global data that fault counters are in. */
  private static final String ZEROS = ".bss";

  private final int id;
  private final FileDescriptor fd;
  private final IdCommands.ProgramDetails details;
  private final Optional<Btf> btf;

  private RunningProgram(int id, FileDescriptor fd) {
    this.id = id;
    this.fd = fd;
    this.details = IdCommands.programDetails(fd);
    this.btf =
        details.btfId() == 0
            ? Optional.empty()
            : Optional.of(
                Btf.read(IdCommands.btf(details.btfId()), "BTF of program " + details.name()));
  }

  /**
   * The ids of all programs that are loaded now, ascending.
   *
   * @throws dev.keelson.linux.SyscallException EPERM without CAP_SYS_ADMIN
   */
  public static List<Integer> ids() {
    List<Integer> ids = new ArrayList<>();
    OptionalInt next = IdCommands.nextProgram(0);
    while (next.isPresent()) {
      ids.add(next.getAsInt());
      next = IdCommands.nextProgram(next.getAsInt());
    }
    return ids;
  }

  /**
   * The program of that id, which stays loaded as long as this is open.
   *
   * @throws dev.keelson.linux.SyscallException ENOENT when there is none, EPERM without
   *     CAP_SYS_ADMIN
   */
  public static RunningProgram open(int id) {
    FileDescriptor fd = IdCommands.program(id);
    try {
      return new RunningProgram(id, fd);
    } catch (Throwable e) {
      fd.close();
      throw e;
    }
  }

  /** The kernel's id of it. */
  public int id() {
    return id;
  }

  /** Its name as the kernel keeps it: at most 15 letters. */
  public String name() {
    return details.name();
  }

  /** The types that it was loaded with. */
  public Optional<Btf> btf() {
    return btf;
  }

  /** Its instructions as the verifier left them; empty when the kernel keeps them to itself. */
  public List<Insn> translated() {
    return Code.decode(details.translated());
  }

  /** Where its instructions come from, by slots of {@link #translated()}; empty without BTF. */
  public List<LineInfo> lines() {
    List<LineInfo> lines = new ArrayList<>();
    int[] words = details.lines();
    for (int at = 0; at < words.length; at += LINE_WORDS) {
      int place = words[at + 3];
      lines.add(
          new LineInfo(
              words[at],
              words[at + 1],
              words[at + 2],
              place >>> LINE_SHIFT,
              place & (1 << LINE_SHIFT) - 1));
    }
    return lines;
  }

  /**
   * The machine code that the JIT made, cut where {@link #lines()} begin: a piece for each line, in
   * their order; empty when the kernel has none or keeps it to itself.
   */
  public List<byte[]> machineCodeByLine() {
    long[] starts = details.lineAddresses();
    List<byte[]> pieces = new ArrayList<>();
    byte[] code = details.machineCode();
    for (int i = 0; i < starts.length && code.length > 0; i++) {
      int from = offset(starts[i]);
      int function = functionOf(starts[i]);
      int end = endOf(function);
      if (i + 1 < starts.length && functionOf(starts[i + 1]) == function) {
        end = offset(starts[i + 1]);
      }
      pieces.add(Arrays.copyOfRange(code, from, Math.max(from, end)));
    }
    return pieces;
  }

  /** All machine code, one function behind the other; empty as above. */
  public byte[] machineCode() {
    return details.machineCode().clone();
  }

  private int functionOf(long address) {
    long[] functions = details.functionAddresses();
    for (int i = 0; i < functions.length; i++) {
      long distance = address - functions[i];
      if (distance >= 0 && distance < details.functionBytes()[i]) {
        return i;
      }
    }
    return 0;
  }

  private int endOf(int function) {
    int end = 0;
    for (int i = 0; i <= function; i++) {
      end += details.functionBytes()[i];
    }
    return end;
  }

  private int offset(long address) {
    int function = functionOf(address);
    int start = endOf(function) - details.functionBytes()[function];
    return (int) (address - details.functionAddresses()[function]) + start;
  }

  /** Id of the map that counts its faults, with other things; programs of one class share it. */
  public OptionalInt faultMapId() {
    if (btf.isEmpty() || FaultSite.counters(btf.get(), ZEROS).isEmpty()) {
      return OptionalInt.empty();
    }
    for (int map : details.mapIds()) {
      try (FileDescriptor open = IdCommands.map(map)) {
        if (IdCommands.mapInfo(open).filter(RunningProgram::zeros).isPresent()) {
          return OptionalInt.of(map);
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Loaded by libbpf it has the object's name before its own. */
  private static boolean zeros(MapSpec map) {
    return map.name().endsWith(ZEROS);
  }

  /**
   * How often the programs that share its global data ended early, by place; empty when they cannot
   * fault.
   */
  public Map<FaultSite, Long> faults() {
    OptionalInt id = faultMapId();
    if (id.isEmpty()) {
      return Map.of();
    }
    Map<FaultSite, Long> counts = new LinkedHashMap<>();
    Btf types = btf.orElseThrow();
    int at = FaultSite.counters(types, ZEROS).orElseThrow();
    FileDescriptor open = IdCommands.map(id.getAsInt());
    MapSpec spec = IdCommands.mapInfo(open).orElseThrow();
    try (BpfMap map = new BpfMap(spec, open)) {
      byte[] zeros = map.typed(Codec.of(Integer.class), Codec.bytes(spec.valueSize())).get(0);
      LongBuffer counters =
          ByteBuffer.wrap(zeros, at, zeros.length - at)
              .slice()
              .order(ByteOrder.nativeOrder())
              .asLongBuffer();
      FaultSite.listed(types).forEach(site -> counts.put(site, counters.get()));
    }
    return counts;
  }

  /** Lets go of it; idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
