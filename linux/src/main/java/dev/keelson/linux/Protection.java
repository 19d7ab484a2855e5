package dev.keelson.linux;

/** What a mapping allows; {@code PROT_*} of {@code include/uapi/asm-generic/mman-common.h}. */
public enum Protection {
  /** The segment is read-only for Java too: a write throws instead of ending the JVM. */
  READ(1),
  READ_WRITE(1 | 2);

  final int bits;

  Protection(int bits) {
    this.bits = bits;
  }
}
