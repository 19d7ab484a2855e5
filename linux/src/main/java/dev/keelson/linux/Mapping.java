package dev.keelson.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A mapping of memory, unmapped by close.
 *
 * <p>Any thread may use the segment; after close its use throws IllegalStateException. Close waits
 * for no one: a thread inside an access makes it throw, and it can be tried again.
 */
public final class Mapping implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  @SuppressWarnings("restricted")
  Mapping(long address, long sizeBytes, Protection protection, String what) {
    MemorySegment mapped =
        MemorySegment.ofAddress(address)
            .reinterpret(
                sizeBytes,
                arena,
                gone ->
                    Syscalls.check(
                        Syscalls.release(SyscallNumber.MUNMAP, address, sizeBytes),
                        "munmap of " + what));
    segment = protection == Protection.READ ? mapped.asReadOnly() : mapped;
  }

  /** The mapped memory; valid until close. */
  public MemorySegment segment() {
    return segment;
  }

  /** Unmaps; idempotent. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
