package dev.keelson.bpf;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.sys.Commands;
import dev.keelson.bpf.sys.LoadTarget;
import dev.keelson.bpf.sys.ProgramBlueprint;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One load of an image, in the order in which its parts need each other: BTF, maps, programs. */
final class ImageLoader {
  private static final int FIRST_LOG_BYTES = 1 << 16;

  // BPF_VERIFIER log size limit is UINT_MAX >> 2, kernel/bpf/log.c; 16 MiB holds any useful log
  private static final int LARGEST_LOG_BYTES = 1 << 24;

  private final PreparedImage prepared;
  private final BpfImage image;
  private final Map<String, BpfMap> shared;
  private final Map<String, BpfMap> maps;
  private final Map<String, BpfProgram> programs;
  private final Deque<AutoCloseable> opened;

  /** What it opens goes to {@code opened} at once, for the caller to close when it fails. */
  ImageLoader(
      PreparedImage prepared,
      Map<String, BpfMap> shared,
      Map<String, BpfMap> maps,
      Map<String, BpfProgram> programs,
      Deque<AutoCloseable> opened) {
    this.prepared = prepared;
    this.image = prepared.image();
    this.shared = shared;
    this.maps = maps;
    this.programs = programs;
    this.opened = opened;
  }

  void load() {
    Optional<FileDescriptor> btf = loadBtf();
    Set<String> locked = LockedCodec.maps(image);
    for (MapSpec spec : image.maps()) {
      BpfMap live = shared.get(spec.name());
      if (live != null) {
        maps.put(spec.name(), live);
        continue;
      }
      BpfMap map = new BpfMap(spec, createMap(spec, btf), locked.contains(spec.name()));
      opened.push(map);
      maps.put(spec.name(), map);
      if (spec.isSection()) {
        fill(map);
      }
    }
    for (int i = 0; i < image.programs().size(); i++) {
      ProgramSpec spec = image.programs().get(i);
      FileDescriptor fd = loadProgram(blueprint(spec, prepared.targets().get(i), btf));
      opened.push(fd);
      programs.put(spec.name(), new BpfProgram(spec, fd, maps));
    }
    image.maps().stream().filter(spec -> !shared.containsKey(spec.name())).forEach(this::fillSlots);
  }

  /** The programs that an array of programs begins with, now that there are any. */
  private void fillSlots(MapSpec spec) {
    for (int i = 0; i < spec.programNames().size(); i++) {
      BpfProgram program = programs.get(spec.programNames().get(i));
      if (program != null) {
        new ProgramSlots(maps.get(spec.name())).put(i, program);
      }
    }
  }

  /** Global data gets its first values; what is constant is closed to writers for good. */
  private static void fill(BpfMap section) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(Integer.BYTES, Long.BYTES);
      byte[] content = section.spec().content().toArray();
      MemorySegment value = arena.allocate(content.length, Long.BYTES).copyFrom(ofArray(content));
      section.put(key, value, BpfMap.Existing.REPLACE);
    }
    if (section.spec().isReadOnly()) {
      Commands.mapFreeze(section.fd(), "BPF_MAP_FREEZE, map \"" + section.name() + "\"");
    }
  }

  private Optional<FileDescriptor> loadBtf() {
    if (image.btf().length() == 0) {
      return Optional.empty();
    }
    // Not by a format: the first one of a process loads many classes, and this is made at each
    // start.
    String what = "BPF_BTF_LOAD, \"" + image.name() + "\", " + image.btf().length() + " B";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, image.btf().toArray());
      FileDescriptor fd = loadBtf(arena, bytes, what);
      opened.push(fd);
      return Optional.of(fd);
    }
  }

  private FileDescriptor loadBtf(Arena arena, MemorySegment bytes, String what) {
    try {
      return Commands.btfLoad(bytes, MemorySegment.NULL, what);
    } catch (SyscallException refused) {
      if (refused.errno() != Errno.EINVAL) {
        throw refused;
      }
      MemorySegment log = arena.allocate(FIRST_LOG_BYTES);
      try {
        return Commands.btfLoad(bytes, log, what);
      } catch (SyscallException again) {
        throw new VerifierException(
            "BTF of " + image.name(),
            again.errno(),
            VerifierLog.of(log.getString(0)),
            new SourceLines(List.of(), Optional.empty()),
            again);
      }
    }
  }

  private static FileDescriptor createMap(MapSpec spec, Optional<FileDescriptor> btf) {
    // kernel/bpf/syscall.c map_check_btf: types of key and value go together; rings and stacks take
    // none, and
    // array_map_check_btf takes a section of global data without a key
    boolean described =
        spec.valueTypeId() != 0
            && (spec.keyTypeId() != 0 || spec.isSection())
            && !spec.type().ring()
            && spec.type() != MapType.STACK_TRACE
            && spec.type() != MapType.PROG_ARRAY;
    return btf.isPresent() && described
        ? Commands.mapCreate(spec, btf.get())
        : Commands.mapCreate(spec);
  }

  private ProgramBlueprint blueprint(
      ProgramSpec spec, LoadTarget target, Optional<FileDescriptor> btf) {
    return new ProgramBlueprint(
        spec,
        relocated(spec),
        image.license(),
        btf.isPresent() ? OptionalInt.of(btf.get().number()) : OptionalInt.empty(),
        target);
  }

  private List<Insn> relocated(ProgramSpec spec) {
    List<Insn> code = new ArrayList<>(spec.code());
    for (Relocation relocation : spec.relocations()) {
      switch (relocation) {
        case Relocation.MapAddress(int slot, String name) ->
            patch(spec, code, slot, Opcode.PSEUDO_MAP_FD, name);
        case Relocation.MapValue(int slot, String name, int offset) -> {
          patch(spec, code, slot, Opcode.PSEUDO_MAP_VALUE, name);
          code.set(slot + 1, new Insn(0, 0, 0, 0, offset));
        }
        case Relocation.Setting _ -> {
          // has its value: as declared, or as BpfImage.withSettings left it
        }
        case Relocation.KernelFunction(int slot, String name, int _) -> {
          Insn call = code.get(slot);
          int typeId = KernelBtf.calledFunctionId(name);
          code.set(slot, new Insn(call.opcode(), call.dst(), call.src(), 0, typeId));
        }
        case Relocation.KernelField _ -> {
          // right as compiled: for the running kernel, or relocated for it before
        }
      }
    }
    return code;
  }

  private void patch(ProgramSpec spec, List<Insn> code, int slot, int source, String name) {
    BpfMap map = maps.get(name);
    if (map == null || code.get(slot).opcode() != Opcode.LD_IMM64) {
      throw new IllegalArgumentException(
          "program \"%s\", slot %d: expected a 64-bit load of a map of the image, found %s of \"%s\""
              .formatted(spec.name(), slot, code.get(slot), name));
    }
    int fd = map.fd().number();
    code.set(slot, new Insn(Opcode.LD_IMM64, code.get(slot).dst(), source, 0, fd));
  }

  private FileDescriptor loadProgram(ProgramBlueprint program) {
    try {
      return Commands.programLoad(program, MemorySegment.NULL);
    } catch (SyscallException refused) {
      return switch (refused.errno()) {
        case EPERM -> throw PolicyRefusal.of(program.spec(), refused);
        case EMFILE, ENFILE, ENOSYS -> throw refused; // the verifier had no say
        default -> loadWithLog(program, refused);
      };
    }
  }

  /** Loads again, now with a log: writing one makes the verifier several times slower. */
  private FileDescriptor loadWithLog(ProgramBlueprint program, SyscallException refused) {
    for (int bytes = FIRST_LOG_BYTES; ; bytes *= 4) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment log = arena.allocate(bytes);
        try {
          return Commands.programLoad(program, log);
        } catch (SyscallException again) {
          VerifierLog written = VerifierLog.of(log.getString(0));
          // A walk of a million instructions is not repeated for the sake of its beginning.
          boolean enough = refused.errno() == Errno.E2BIG && written.isComplete();
          if (again.errno() != Errno.ENOSPC || enough || bytes >= LARGEST_LOG_BYTES) {
            throw rejection(program.spec(), written, refused);
          }
        }
      }
    }
  }

  private RuntimeException rejection(ProgramSpec spec, VerifierLog log, SyscallException refused) {
    if (log.lines().isEmpty()) {
      return refused; // refused before the verifier: the call's own explanation is the better one
    }
    VerifierException rejection =
        new VerifierException(
            spec.name(), refused.errno(), log, SourceLines.of(spec, image), refused);
    // Of too many jumps in a callback the verifier says so and ENOMEM (Linux 6.18).
    return refused.errno() == Errno.ENOMEM && !rejection.gaveUp() ? refused : rejection;
  }
}
