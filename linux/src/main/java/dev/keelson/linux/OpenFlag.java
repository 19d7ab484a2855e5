package dev.keelson.linux;

import java.util.Set;

/** How {@link Files#open} opens; {@code O_*} of open(2). Close-on-exec is always on. */
public enum OpenFlag {
  WRITE_ONLY(1, 1),
  READ_WRITE(2, 2),
  CREATE(0x40, 0x40),
  EXCLUSIVE(0x80, 0x80),
  TRUNCATE(0x200, 0x200),
  APPEND(0x400, 0x400),
  NON_BLOCKING(0x800, 0x800),
  DIRECTORY(0x10000, 0x4000),
  NO_FOLLOW(0x20000, 0x8000);

  private static final int O_CLOEXEC = 0x80000;

  private final int bits;

  /** include/uapi/asm-generic/fcntl.h, and arch/arm64/include/uapi/asm/fcntl.h for two of them. */
  OpenFlag(int generic, int aarch64) {
    this.bits = Architecture.CURRENT == Architecture.AARCH64 ? aarch64 : generic;
  }

  static int bits(Set<OpenFlag> flags) {
    int all = O_CLOEXEC;
    for (OpenFlag flag : flags) {
      all |= flag.bits;
    }
    return all;
  }
}
