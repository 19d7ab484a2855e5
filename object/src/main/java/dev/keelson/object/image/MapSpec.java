package dev.keelson.object.image;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A map to create.
 *
 * @param name at most 15 bytes reach the kernel, the rest is cut there
 * @param keySize bytes of a key; 0 for a ring buffer
 * @param valueSize bytes of a value; 0 for a ring buffer
 * @param maxEntries entries, or bytes for a ring buffer; 0 where values lie with their owners
 * @param flags {@code BPF_F_*} flags of map creation
 * @param keyTypeId BTF type id of the key in the image's BTF, 0 for none
 * @param valueTypeId BTF type id of the value in the image's BTF, 0 for none
 * @param content what the only value of a section of global data begins with; of an array of
 *     programs their names, as {@link #programNames} reads them; empty for other maps
 */
public record MapSpec(
    String name,
    MapType type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    int keyTypeId,
    int valueTypeId,
    Bytes content) {

  /** {@code BPF_F_NO_PREALLOC}, include/uapi/linux/bpf.h: memory only for what is there. */
  public static final int NO_PREALLOC = 1;

  /** {@code BPF_F_RDONLY_PROG}, include/uapi/linux/bpf.h: programs cannot write it. */
  public static final int READ_ONLY = 1 << 7;

  /** {@code BPF_F_MMAPABLE}, include/uapi/linux/bpf.h: user space can map its values. */
  public static final int MAPPABLE = 1 << 10;

  public MapSpec {
    boolean section = content.length() != 0 && type != MapType.PROG_ARRAY;
    if (section && (type != MapType.ARRAY || maxEntries != 1 || content.length() != valueSize)) {
      throw new IllegalArgumentException(
          "map \"%s\" has %d bytes of content: expected an array with one value of that size"
              .formatted(name, content.length()));
    }
  }

  /** A map that is no section of global data. */
  public MapSpec(
      String name,
      MapType type,
      int keySize,
      int valueSize,
      int maxEntries,
      int flags,
      int keyTypeId,
      int valueTypeId) {
    this(name, type, keySize, valueSize, maxEntries, flags, keyTypeId, valueTypeId, Bytes.empty());
  }

  /** Whether it is a section of global data, such as {@code .data}. */
  public boolean isSection() {
    return content.length() != 0 && type != MapType.PROG_ARRAY;
  }

  /** The programs that an array of programs begins with, by index; none of other maps. */
  public List<String> programNames() {
    return type == MapType.PROG_ARRAY && content.length() != 0
        ? List.of(new String(content.toArray(), StandardCharsets.UTF_8).split("\0", -1))
        : List.of();
  }

  /** The content of an array of programs. */
  public static Bytes namesOf(List<String> programs) {
    return Bytes.copyOf(String.join("\0", programs).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether nobody can write it once it is loaded. */
  public boolean isReadOnly() {
    return (flags & READ_ONLY) != 0;
  }
}
