package dev.keelson.linux;

/** {@code mmap(2)}: memory shared with the kernel or with another process. */
public final class Memory {
  // include/uapi/asm-generic/mman-common.h, include/uapi/linux/mman.h
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_ANONYMOUS = 0x20;

  private Memory() {}

  /**
   * Maps a part of what a descriptor stands for, shared ({@code MAP_SHARED}).
   *
   * @param fileOffset where to begin, a multiple of {@link #pageSizeBytes()}
   * @param sizeBytes positive; the kernel rounds it up to whole pages, the segment has this size
   * @throws IllegalArgumentException for an offset that is no multiple of the page size
   * @throws SyscallException when the kernel refuses
   */
  public static Mapping map(
      FileDescriptor fd, long fileOffset, long sizeBytes, Protection protection) {
    return map(fd.number(), fileOffset, sizeBytes, protection, MAP_SHARED, fd.toString());
  }

  /**
   * Maps zeroed memory that belongs to no file; processes forked later share it.
   *
   * @param sizeBytes positive; rounded up to whole pages by the kernel
   * @throws SyscallException when there is no memory for it
   */
  public static Mapping mapAnonymous(long sizeBytes, Protection protection) {
    return map(-1, 0, sizeBytes, protection, MAP_SHARED | MAP_ANONYMOUS, "anonymous memory");
  }

  /** The size of a page: 4096 on x86-64; 4096, 16384 or 65536 on aarch64. */
  public static int pageSizeBytes() {
    return AuxiliaryVector.pageSizeBytes();
  }

  private static Mapping map(
      int fd, long offset, long sizeBytes, Protection protection, int flags, String what) {
    if (sizeBytes <= 0 || offset < 0 || offset % pageSizeBytes() != 0) {
      throw new IllegalArgumentException(
          "mapping "
              + sizeBytes
              + " bytes from offset "
              + offset
              + ": expected a positive size and an offset that is a multiple of "
              + pageSizeBytes());
    }
    long address =
        Syscalls.check(
            Syscalls.call(SyscallNumber.MMAP, 0, sizeBytes, protection.bits, flags, fd, offset),
            "mmap(" + sizeBytes + " bytes, " + protection + ", offset " + offset + ") of " + what);
    return new Mapping(address, sizeBytes, protection, what);
  }
}
