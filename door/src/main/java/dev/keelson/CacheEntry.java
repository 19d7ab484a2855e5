package dev.keelson;

import dev.keelson.bpf.PreparedImage;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.object.binary.BinaryReader;
import dev.keelson.object.binary.BinaryWriter;
import dev.keelson.object.image.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An image and all it was made from.
 *
 * @param classes the class files that the compiler asked for, by binary name; empty where there was
 *     none. The bytes themselves are kept: they are few, and comparing them is faster than a digest
 */
record CacheEntry(
    Circumstances circumstances, Map<String, Optional<Bytes>> classes, PreparedImage image) {
  /** "KI", and the version of what stands behind it. */
  private static final int FORMAT = 0x4b49_0001;

  CacheEntry {
    classes = Map.copyOf(classes);
  }

  /** Whether compiling now would give this image. */
  boolean fits(Circumstances now, ClassBytes source) {
    return circumstances.equals(now)
        && classes.entrySet().stream()
            .allMatch(one -> source.bytes(one.getKey()).map(Bytes::copyOf).equals(one.getValue()));
  }

  byte[] encoded() {
    BinaryWriter out = new BinaryWriter();
    circumstances.write(out);
    out.list(
        classes.entrySet(),
        one -> {
          out.text(one.getKey());
          out.flag(one.getValue().isPresent());
          one.getValue().ifPresent(bytes -> out.bytes(bytes.toArray()));
        });
    image.write(out);
    return out.sealed(FORMAT);
  }

  /**
   * @throws dev.keelson.object.MalformedObjectException when the bytes are none
   */
  static CacheEntry decode(String what, byte[] bytes) {
    BinaryReader in = BinaryReader.open(what, bytes, FORMAT);
    Circumstances circumstances = Circumstances.read(in);
    Map<String, Optional<Bytes>> classes = new LinkedHashMap<>();
    int count = in.number();
    for (int i = 0; i < count; i++) {
      classes.put(in.text(), in.flag() ? Optional.of(Bytes.copyOf(in.bytes())) : Optional.empty());
    }
    PreparedImage image = PreparedImage.read(in);
    in.end();
    return new CacheEntry(circumstances, classes, image);
  }
}
