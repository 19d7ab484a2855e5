package dev.keelson.linux;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Files by descriptor: openat(2), read(2), pread(2), write(2). Interrupted calls are repeated. */
public final class Files {
  // include/uapi/linux/fcntl.h
  private static final int AT_FDCWD = -100;
  private static final int MODE_OF_NEW_FILES = 0644;
  private static final int CHUNK_BYTES = 4096;

  private Files() {}

  /**
   * Opens a file for reading, or as the flags say.
   *
   * @param path absolute, or relative to the working directory
   * @throws SyscallException when the kernel refuses
   */
  public static FileDescriptor open(String path, OpenFlag... flags) {
    return open(AT_FDCWD, "", path, flags);
  }

  /**
   * Opens a file by its path below a directory.
   *
   * @param directory a descriptor of a directory, of a detached mount for instance
   * @param path relative to it
   * @throws SyscallException when the kernel refuses
   */
  public static FileDescriptor openAt(FileDescriptor directory, String path, OpenFlag... flags) {
    return open(directory.number(), directory + ", ", path, flags);
  }

  private static FileDescriptor open(int directory, String where, String path, OpenFlag[] flags) {
    Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
    set.addAll(Set.of(flags));
    try (Arena own = Arena.ofConfined()) {
      MemorySegment name = own.allocateFrom(path);
      long result;
      do {
        result =
            Syscalls.call(
                SyscallNumber.OPENAT, directory, name, OpenFlag.bits(set), MODE_OF_NEW_FILES, 0, 0);
      } while (Syscalls.is(result, Errno.EINTR));
      String how = set.isEmpty() ? "" : ", " + set;
      return FileDescriptor.opened(result, "openat(" + where + "\"" + path + "\"" + how + ")");
    }
  }

  /**
   * Reads at most the size of the buffer.
   *
   * @param buffer native memory
   * @return bytes read; 0 at the end of the file
   */
  public static long read(FileDescriptor fd, MemorySegment buffer) {
    return transfer(SyscallNumber.READ, fd, buffer, 0);
  }

  /** As {@link #read}, from a position in the file, which leaves the descriptor's own alone. */
  public static long readAt(FileDescriptor fd, MemorySegment buffer, long position) {
    return transfer(SyscallNumber.PREAD64, fd, buffer, position);
  }

  /**
   * Writes at most the whole buffer.
   *
   * @param buffer native memory
   * @return bytes written, fewer than asked when a pipe or disk is nearly full
   */
  public static long write(FileDescriptor fd, MemorySegment buffer) {
    return transfer(SyscallNumber.WRITE, fd, buffer, 0);
  }

  private static long transfer(
      SyscallNumber call, FileDescriptor fd, MemorySegment buffer, long position) {
    long result;
    do {
      result = Syscalls.call(call, fd.number(), buffer, buffer.byteSize(), position, 0, 0);
    } while (Syscalls.is(result, Errno.EINTR)); // nothing was transferred, man 7 signal
    if (result < 0) {
      throw Syscalls.failure(result, call.cName() + "(" + buffer.byteSize() + " bytes) on " + fd);
    }
    return result;
  }

  /**
   * Reads a small text file below a directory to its end, as UTF-8.
   *
   * @throws SyscallException when the kernel refuses
   */
  public static String readText(FileDescriptor directory, String path) {
    try (FileDescriptor fd = openAt(directory, path);
        Arena own = Arena.ofConfined()) {
      MemorySegment chunk = own.allocate(CHUNK_BYTES);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (long n = read(fd, chunk); n > 0; n = read(fd, chunk)) {
        text.writeBytes(chunk.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
      }
      return text.toString(StandardCharsets.UTF_8);
    }
  }
}
