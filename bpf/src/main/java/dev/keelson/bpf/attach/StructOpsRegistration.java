package dev.keelson.bpf.attach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.bpf.sys.Commands;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.btf.ResolvedField;
import dev.keelson.object.image.AttachPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Registers a kernel struct whose functions are programs: a map of one value, which is the struct
 * with a program's descriptor in the place of each function, and a link that makes the kernel use
 * it.
 *
 * <pre>
 *   struct bpf_struct_ops_NAME { refcount, state | data: struct NAME { function = fd of a program, ... } }
 * </pre>
 */
final class StructOpsRegistration {
  // STRUCT_OPS_VALUE_PREFIX, kernel/bpf/bpf_struct_ops.c
  private static final String VALUE_PREFIX = "bpf_struct_ops_";

  private static final String NAME_FIELD = "name";

  private StructOpsRegistration() {}

  /**
   * @param members the programs of one class, at least one
   */
  static Attachment register(List<BpfProgram> members) {
    AttachPoint.StructOps first = point(members.getFirst());
    Btf kernel = KernelBtf.load();
    int valueId =
        kernel
            .find(BtfType.Struct.class, VALUE_PREFIX + first.struct())
            .orElseThrow(() ->
                new UnsupportedKernelException(
                    "this kernel has no struct %s that programs can implement"
                        .formatted(first.struct()),
                    "Those it has: bpftool btf dump file /sys/kernel/btf/vmlinux | grep "
                        + VALUE_PREFIX
                        + ".",
                    null));
    boolean byLink = SystemInfo.kernel().isAtLeast(6, 4); // BPF_F_LINK
    String what = "struct_ops \"%s\" (%s)".formatted(first.name(), first.struct());
    FileDescriptor map = createMap(first.name(), valueId, kernel.sizeOf(valueId), byLink, what);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(JAVA_INT);
      MemorySegment value = arena.allocate(kernel.sizeOf(valueId), Long.BYTES);
      fill(kernel, valueId, members, value);
      Commands.mapUpdate(map, key, value, 0, "BPF_MAP_UPDATE_ELEM, " + what);
      return byLink
          ? new Attachment(
              members.getFirst(),
              List.of(LinkCommands.structOps(map, "BPF_LINK_CREATE, " + what), map))
          : new Attachment(members.getFirst(), () -> unregister(map, what), List.of(map));
    } catch (Throwable e) {
      map.close();
      throw e;
    }
  }

  private static FileDescriptor createMap(
      String name, int valueId, int sizeBytes, boolean byLink, String what) {
    BtfBuilder types = new BtfBuilder();
    int _ = types.add(new BtfType.Int("int", Integer.BYTES, true, false, false, Integer.SIZE));
    try (Arena arena = Arena.ofConfined();
        FileDescriptor btf =
            Commands.btfLoad(
                arena.allocateFrom(JAVA_BYTE, types.encode()),
                MemorySegment.NULL,
                "BPF_BTF_LOAD, for " + what)) {
      return Commands.mapCreateStructOps(
          name, btf, valueId, sizeBytes, byLink, "BPF_MAP_CREATE, " + what);
    }
  }

  /** Before there were links, the entry of the map was the registration. */
  private static void unregister(FileDescriptor map, String what) {
    try (Arena arena = Arena.ofConfined()) {
      boolean _ = Commands.mapDelete(map, arena.allocate(JAVA_INT), "BPF_MAP_DELETE_ELEM, " + what);
    }
  }

  private static void fill(Btf kernel, int valueId, List<BpfProgram> members, MemorySegment value) {
    ResolvedField data = FieldPath.resolve(kernel, valueId, "data").orElseThrow();
    for (BpfProgram program : members) {
      ResolvedField function =
          FieldPath.resolve(kernel, data.typeId(), point(program).member()).orElseThrow();
      value.set(JAVA_LONG, data.byteOffset() + function.byteOffset(), program.fd().number());
    }
    FieldPath.resolve(kernel, data.typeId(), NAME_FIELD)
        .ifPresent(field -> {
          byte[] name = point(members.getFirst()).name().getBytes(StandardCharsets.US_ASCII);
          int length = Math.min(name.length, field.sizeBytes() - 1);
          MemorySegment.copy(
              name, 0, value, JAVA_BYTE, data.byteOffset() + field.byteOffset(), length);
        });
  }

  private static AttachPoint.StructOps point(BpfProgram program) {
    if (program.spec().attachPoint() instanceof AttachPoint.StructOps point) {
      return point;
    }
    throw new IllegalArgumentException(program + " is no function of a kernel struct");
  }
}
