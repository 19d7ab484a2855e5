package dev.keelson.program;

import java.util.ArrayList;
import java.util.List;

/** A stream of records from kernel to user space; on the JVM it keeps what was emitted. */
public final class RingBuffer<T> {
  private final int sizeBytes;
  private final List<T> emitted = new ArrayList<>();

  RingBuffer(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** Writes a record; false when the ring was full and the record was lost. */
  public boolean emit(T event) {
    emitted.add(StoredValue.copyOf(event));
    return true;
  }

  /** Size in bytes, as declared. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** On the JVM only: what was emitted so far, in order. */
  public List<T> emitted() {
    return List.copyOf(emitted);
  }
}
