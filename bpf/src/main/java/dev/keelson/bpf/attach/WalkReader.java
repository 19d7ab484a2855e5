package dev.keelson.bpf.attach;

import dev.keelson.bpf.Codec;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** One walk under way: records out of the bytes that reads give. Confined to one thread. */
final class WalkReader<T> implements Iterator<T>, AutoCloseable {
  /** As much as the kernel gathers at once: PAGE_SIZE << 3, kernel/bpf/bpf_iter.c bpf_seq_read. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private final FileDescriptor walk;
  private final Codec<T> codec;
  private final String programName;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer;
  private long from;
  private long to;
  private boolean finished;

  WalkReader(FileDescriptor walk, Codec<T> codec, String programName) {
    this.walk = walk;
    this.codec = codec;
    this.programName = programName;
    this.buffer = arena.allocate(Math.max(BUFFER_BYTES, 2L * codec.sizeBytes()), Long.BYTES);
  }

  boolean finished() {
    return finished;
  }

  @Override
  public boolean hasNext() {
    while (!finished && to - from < codec.sizeBytes()) {
      fill();
    }
    return !finished;
  }

  /** A read may end within a record: what is there moves to the front. */
  private void fill() {
    long left = to - from;
    MemorySegment.copy(buffer, from, buffer, 0, left);
    from = 0;
    to = left + read(buffer.asSlice(left));
    if (to == left) {
      close();
      if (left != 0) {
        throw new IllegalStateException(
            "program \"%s\" wrote %d bytes after its last whole record of %d: expected records of one type"
                .formatted(programName, left, codec.sizeBytes()));
      }
    }
  }

  private long read(MemorySegment target) {
    while (true) {
      try {
        return Files.read(walk, target);
      } catch (SyscallException e) {
        // bpf_seq_read: a million elements without output; the walk goes on where it was
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
      }
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the walk of \"%s\" is over".formatted(programName));
    }
    T record = codec.read(buffer, from);
    from += codec.sizeBytes();
    return record;
  }

  @Override
  public void close() {
    if (!finished) {
      finished = true;
      arena.close();
      walk.close();
    }
  }
}
