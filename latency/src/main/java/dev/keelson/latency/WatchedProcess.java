package dev.keelson.latency;

import dev.keelson.linux.Epoll;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Pidfd;
import dev.keelson.linux.SyscallException;
import java.time.Duration;
import java.util.OptionalInt;

/** A process that runs already, watched for its end through its descriptor: pidfd_open(2). */
final class WatchedProcess implements AutoCloseable {
  private final FileDescriptor descriptor;
  private final Epoll epoll;

  private WatchedProcess(FileDescriptor descriptor, Epoll epoll) {
    this.descriptor = descriptor;
    this.epoll = epoll;
  }

  /**
   * Opens a process.
   *
   * @throws TargetException when there is none of that number, or it is only a thread of one
   */
  static WatchedProcess open(int pid) {
    OptionalInt process = ProcessFiles.processOf(pid);
    if (process.isPresent() && process.getAsInt() != pid) {
      throw new TargetException(
          "%d is a thread of process %d: measure that process.".formatted(pid, process.getAsInt()),
          1);
    }
    FileDescriptor descriptor;
    try {
      descriptor = Pidfd.open(pid);
    } catch (SyscallException e) {
      if (e.errno() == Errno.ESRCH) {
        throw new TargetException("There is no process " + pid + ".", 1);
      }
      throw e;
    }
    try {
      Epoll epoll = Epoll.create(1);
      epoll.add(descriptor, 0);
      return new WatchedProcess(descriptor, epoll);
    } catch (RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  synchronized boolean awaitEnd(Duration limit) {
    return epoll.await(limit) > 0;
  }

  @Override
  public void close() {
    try (descriptor) {
      epoll.close();
    }
  }
}
