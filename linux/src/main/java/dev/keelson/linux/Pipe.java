package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pipe, pipe2(2): what is written to one end is read from the other. Each end can be closed by
 * itself.
 *
 * @param readEnd reads 0 bytes once the write end is closed and the pipe empty
 * @param writeEnd fails with EPIPE once the read end is closed
 */
public record Pipe(FileDescriptor readEnd, FileDescriptor writeEnd) implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000; // include/uapi/asm-generic/fcntl.h

  /**
   * Opens one; both ends block and are closed on exec.
   *
   * @throws SyscallException when the kernel refuses
   */
  public static Pipe create() {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment ends = own.allocate(JAVA_INT, 2);
      Syscalls.check(
          Syscalls.call(SyscallNumber.PIPE2, Syscalls.address(ends), O_CLOEXEC, 0, 0, 0, 0),
          "pipe2(O_CLOEXEC)");
      return new Pipe(
          FileDescriptor.opened(ends.getAtIndex(JAVA_INT, 0), "pipe2, the read end"),
          FileDescriptor.opened(ends.getAtIndex(JAVA_INT, 1), "pipe2, the write end"));
    }
  }

  /** Closes both ends; idempotent. */
  @Override
  public void close() {
    try (readEnd) {
      writeEnd.close();
    }
  }
}
