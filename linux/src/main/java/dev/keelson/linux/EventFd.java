package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code eventfd(2)}: a counter that wakes whoever waits for it; any thread may use it. */
public final class EventFd implements AutoCloseable {
  // EFD_CLOEXEC and EFD_NONBLOCK are O_CLOEXEC and O_NONBLOCK: include/uapi/linux/eventfd.h
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private final FileDescriptor fd;

  private EventFd(FileDescriptor fd) {
    this.fd = fd;
  }

  /**
   * Opens one whose count is 0.
   *
   * @throws SyscallException when the kernel refuses
   */
  public static EventFd create() {
    return new EventFd(
        FileDescriptor.opened(
            Syscalls.call(SyscallNumber.EVENTFD2, 0, EFD_CLOEXEC | EFD_NONBLOCK, 0, 0, 0, 0),
            "eventfd2(0, EFD_CLOEXEC | EFD_NONBLOCK)"));
  }

  /** The descriptor, for {@link Epoll#add}; it stays this object's. */
  public FileDescriptor descriptor() {
    return fd;
  }

  /** Adds one to the count, which makes the descriptor readable; never blocks. */
  public void signal() {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment one = own.allocate(JAVA_LONG);
      one.set(JAVA_LONG, 0, 1);
      Files.write(fd, one);
    }
  }

  /** Takes the count and leaves 0; 0 when there was nothing to take. Never blocks. */
  public long drain() {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment count = own.allocate(JAVA_LONG);
      long result = Syscalls.call(SyscallNumber.READ, fd.number(), count, Long.BYTES, 0, 0, 0);
      if (Syscalls.is(result, Errno.EAGAIN)) {
        return 0;
      }
      Syscalls.check(result, "read of an eventfd");
      return count.get(JAVA_LONG, 0);
    }
  }

  /** Gives the descriptor back; idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
