package dev.keelson.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * {@code epoll(7)}: waits until one of many descriptors can be read.
 *
 * <p>Level-triggered: what has not been read is reported again. Descriptors may be added by any
 * thread; {@link #await} and {@link #tag} belong to one thread at a time. To end a wait from
 * another thread, add an {@link EventFd} and signal it.
 */
public final class Epoll implements AutoCloseable {
  // include/uapi/linux/eventpoll.h; EPOLL_CLOEXEC is O_CLOEXEC
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 1;
  private static final int SIGNAL_SET_BYTES = 8;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(Integer.MAX_VALUE);

  private final Arena arena = Arena.ofShared();
  private final int capacity;
  private final MemorySegment events;
  private final FileDescriptor fd;

  private Epoll(int capacity) {
    this.capacity = capacity;
    try {
      events = arena.allocate(capacity * EpollEventLayout.SIZE, Long.BYTES);
      fd =
          FileDescriptor.opened(
              Syscalls.call(SyscallNumber.EPOLL_CREATE1, EPOLL_CLOEXEC, 0L, 0, 0, 0, 0),
              "epoll_create1(EPOLL_CLOEXEC)");
    } catch (RuntimeException | Error failed) {
      arena.close();
      throw failed;
    }
  }

  /**
   * Opens one.
   *
   * @param capacity how many ready descriptors one wait reports at most; the others come next time
   * @throws SyscallException when the kernel refuses
   */
  public static Epoll create(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + ": expected 1 or more");
    }
    return new Epoll(capacity);
  }

  /**
   * Watches a descriptor until it is removed or closed.
   *
   * @param tag what {@link #tag} returns for it
   * @throws SyscallException EEXIST when it is watched already, EPERM when it cannot be (a file)
   */
  public void add(FileDescriptor watched, long tag) {
    control(EPOLL_CTL_ADD, "EPOLL_CTL_ADD", watched, tag);
  }

  /** Watches it no more; closing it does the same. */
  public void remove(FileDescriptor watched) {
    control(EPOLL_CTL_DEL, "EPOLL_CTL_DEL", watched, 0);
  }

  private void control(int operation, String name, FileDescriptor watched, long tag) {
    long result;
    try (Arena own = Arena.ofConfined()) {
      MemorySegment event = own.allocate(EpollEventLayout.SIZE, Long.BYTES);
      EpollEventLayout.set(event, EPOLLIN, tag);
      result =
          Syscalls.call(
              SyscallNumber.EPOLL_CTL,
              fd.number(),
              operation,
              watched.number(),
              Syscalls.address(event),
              0,
              0);
    }
    if (result < 0) {
      throw Syscalls.failure(result, "epoll_ctl(" + name + ", " + watched + ")");
    }
  }

  /**
   * Waits until something can be read or the time is over; a signal does not end the wait.
   *
   * @param timeout zero to look without waiting; rounded up to a millisecond, at most 24 days
   * @return how many are ready, 0 when the time was over
   */
  public int await(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout + ": expected zero or more");
    }
    long nanos = (timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout).toNanos();
    long start = System.nanoTime();
    long left = nanos;
    while (true) {
      long result = poll(Math.ceilDiv(left, 1_000_000L));
      if (!Syscalls.is(result, Errno.EINTR)) {
        return (int) Syscalls.check(result, "epoll_pwait");
      }
      left = Math.max(0, nanos - (System.nanoTime() - start));
    }
  }

  private long poll(long timeoutMillis) {
    return Syscalls.call(
        SyscallNumber.EPOLL_PWAIT,
        fd.number(),
        events,
        capacity,
        timeoutMillis,
        0,
        SIGNAL_SET_BYTES);
  }

  /**
   * The tag of a ready descriptor.
   *
   * @param index below the last result of {@link #await}
   */
  public long tag(int index) {
    return EpollEventLayout.data(events, index);
  }

  /** Gives descriptor and memory back; not while a thread waits. Idempotent. */
  @Override
  public synchronized void close() {
    fd.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
