package dev.keelson;

import dev.keelson.bpf.Codec;
import dev.keelson.bpf.ring.RecordHandler;
import dev.keelson.bpf.ring.RingReader;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The events that a program emits, as objects. Convenient, and one object an event: where events
 * come by the million, read their bytes with {@link #raw}. Mutable; confined to one thread but for
 * {@link #wakeup}.
 */
public final class EventRing<T> implements AutoCloseable {
  private final RingReader ring;
  private final Codec<T> codec;

  EventRing(RingReader ring, Codec<T> codec) {
    this.ring = ring;
    this.codec = codec;
  }

  /** The reader behind it, which makes no garbage. Use one or the other at a time. */
  public RingReader raw() {
    return ring;
  }

  /** Hands over the events that are there, without waiting; gives their number. */
  public int drain(Consumer<? super T> handler) {
    return ring.drain(decoding(handler));
  }

  /**
   * Hands over the events that are there; when there are none, sleeps until there are some, the
   * time is over or {@link #wakeup} is called. Gives their number.
   */
  public int poll(Duration timeout, Consumer<? super T> handler) {
    return ring.poll(timeout, decoding(handler));
  }

  private RecordHandler decoding(Consumer<? super T> handler) {
    return (data, offset, sizeBytes) -> {
      if (sizeBytes < codec.sizeBytes()) {
        throw new IllegalStateException(
            "a record of %d bytes in the ring, expected %d"
                .formatted(sizeBytes, codec.sizeBytes()));
      }
      handler.accept(codec.read(data, offset));
    };
  }

  /** Ends the poll that is under way or, if there is none, the next one. Safe for any thread. */
  public void wakeup() {
    ring.wakeup();
  }

  /** Closes the reader; idempotent. */
  @Override
  public void close() {
    ring.close();
  }
}
