package dev.keelson.bpf;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values behind whose fields a lock lies, which user space does not see: the kernel shows zeros
 * there, and keeps what it has when a value is written.
 */
record LockedCodec<V>(Codec<V> value, int sizeBytes) implements Codec<V> {
  /** {@code struct bpf_spin_lock}, include/uapi/linux/bpf.h. */
  private static final String LOCK = "bpf_spin_lock";

  /** Names of the maps whose values have a lock. */
  static Set<String> maps(BpfImage image) {
    byte[] bytes = image.btf().toArray();
    // Most images have none, and are not read for it.
    if (!new String(bytes, StandardCharsets.ISO_8859_1).contains(LOCK)) {
      return Set.of();
    }
    Btf btf = Btf.read(bytes, "BTF of " + image.name());
    return image.maps().stream()
        .filter(map -> map.valueTypeId() != 0 && isLocked(btf, map.valueTypeId()))
        .map(MapSpec::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isLocked(Btf btf, int type) {
    return btf.type(type) instanceof BtfType.Struct struct
        && struct.members().stream()
            .anyMatch(member ->
                btf.type(member.type()) instanceof BtfType.Struct part && part.name().equals(LOCK));
  }

  @Override
  public void write(V given, MemorySegment target, long offset) {
    target.asSlice(offset, sizeBytes).fill((byte) 0);
    value.write(given, target, offset);
  }

  @Override
  public V read(MemorySegment source, long offset) {
    return value.read(source, offset);
  }
}
