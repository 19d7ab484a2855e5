package dev.keelson;

import dev.keelson.bpf.Codec;
import dev.keelson.bpf.ring.RingWriter;

/** Sends records to programs, which read them when they run. Mutable; confined to one thread. */
public final class RecordSender<T> implements AutoCloseable {
  private final RingWriter ring;
  private final Codec<T> codec;

  RecordSender(RingWriter ring, Codec<T> codec) {
    this.ring = ring;
    this.codec = codec;
  }

  /** The writer behind it. */
  public RingWriter raw() {
    return ring;
  }

  /** Sends a record; false when the ring is full. */
  public boolean send(T message) {
    return ring.write(codec.sizeBytes(), (data, offset) -> codec.write(message, data, offset));
  }

  /** Closes the writer; idempotent. */
  @Override
  public void close() {
    ring.close();
  }
}
