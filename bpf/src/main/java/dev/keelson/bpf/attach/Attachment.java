package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.linux.FileDescriptor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** While it is open, the program runs at its attach point. Safe for use by any thread. */
public final class Attachment implements AutoCloseable {
  private final BpfProgram program;
  private final Runnable undoing;
  private final List<FileDescriptor> descriptors;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param descriptors in the order in which they are to be closed
   */
  Attachment(BpfProgram program, List<FileDescriptor> descriptors) {
    this(program, () -> {}, descriptors);
  }

  /**
   * @param undoing what detaches, once, where closing descriptors does not
   * @param descriptors in the order in which they are to be closed afterwards
   */
  Attachment(BpfProgram program, Runnable undoing, List<FileDescriptor> descriptors) {
    this.program = program;
    this.undoing = undoing;
    this.descriptors = List.copyOf(descriptors);
  }

  /** What runs. */
  public BpfProgram program() {
    return program;
  }

  /** Detaches; idempotent. A run that has begun on another CPU ends in its own time. */
  @Override
  public void close() {
    RuntimeException first = null;
    if (closed.compareAndSet(false, true)) {
      try {
        undoing.run();
      } catch (RuntimeException e) {
        first = e;
      }
    }
    for (FileDescriptor descriptor : descriptors) {
      try {
        descriptor.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
