package dev.keelson;

import dev.keelson.compiler.ClassBytes;
import dev.keelson.object.image.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Class files as another source has them, remembered. Mutable; confined to one thread. */
final class RecordedClasses implements ClassBytes {
  private final ClassBytes source;
  private final Map<String, Optional<Bytes>> asked = new LinkedHashMap<>();

  RecordedClasses(ClassBytes source) {
    this.source = source;
  }

  @Override
  public Optional<byte[]> bytes(String binaryName) {
    Optional<byte[]> bytes = source.bytes(binaryName);
    asked.put(binaryName, bytes.map(Bytes::copyOf));
    return bytes;
  }

  /** What was asked for so far, by binary name; empty where there was none. */
  Map<String, Optional<Bytes>> asked() {
    return asked;
  }
}
