package dev.keelson.bpf.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The reader's side of the protocol, over any memory that is laid out like a ring: the kernel's, or
 * a test's. Mutable; confined to one thread.
 *
 * <pre>
 *   record:  | length and flags (u32) | page offset (u32) | payload, rounded up to 8 |
 *             bit 31 BUSY: still being written;  bit 30 DISCARD: to be skipped
 * </pre>
 */
final class RingCursor {
  // struct bpf_ringbuf_hdr, kernel/bpf/ringbuf.c; bits in include/uapi/linux/bpf.h, v6.18
  private static final int HEADER_BYTES = 8;
  private static final int BUSY = 1 << 31;
  private static final int DISCARD = 1 << 30;
  private static final int RECORD_ALIGNMENT = 8;

  /** Records after which the kernel gets its space back even when more are waiting. */
  static final int BATCH = 64;

  private static final VarHandle POSITION =
      ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle LENGTH =
      ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment consumer;
  private final MemorySegment producer;
  private final MemorySegment data;
  private final long mask;
  private long position;

  /**
   * @param consumer begins with the consumer position
   * @param producer begins with the producer position
   * @param data the ring's bytes, twice in a row
   */
  RingCursor(MemorySegment consumer, MemorySegment producer, MemorySegment data) {
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.mask = data.byteSize() / 2 - 1;
    this.position = consumer.get(ValueLayout.JAVA_LONG, 0);
  }

  /** Bytes that wait to be read, headers and unfinished records included. */
  long pendingBytes() {
    // partner: smp_store_release(&rb->producer_pos) in __bpf_ringbuf_reserve
    return (long) POSITION.getAcquire(producer, 0L) - position;
  }

  /** Whether a finished record waits; to be asked after the position was published with a fence. */
  boolean ready() {
    // Partner: bpf_ringbuf_commit exchanges the header (a full barrier), then reads the consumer
    // position and wakes us only if we wait at this very record. Either we see the header here,
    // or the kernel sees our position there.
    VarHandle.fullFence();
    return pendingBytes() > 0
        && (int) LENGTH.getAcquire(data, position & mask) >= 0; // BUSY is the sign bit
  }

  /**
   * Hands over finished records, at most {@code limit}, until the ring is empty or its next record
   * is unfinished. A record whose handler throws counts as read.
   *
   * @return how many records were handed over
   */
  // HOT: dev.keelson.bench ring
  int drain(RecordHandler handler, int limit) {
    final MemorySegment ring = data;
    final long wrap = mask;
    long at = position;
    int count = 0;
    int sincePublished = 0;
    try {
      // Partner: smp_store_release(&rb->producer_pos) in __bpf_ringbuf_reserve.
      long end = (long) POSITION.getAcquire(producer, 0L);
      while (count < limit) {
        if (at == end) {
          end = (long) POSITION.getAcquire(producer, 0L);
          if (at == end) {
            break;
          }
        }
        long header = at & wrap;
        // Partner: xchg(&hdr->len) in bpf_ringbuf_commit: payload before length.
        int length = (int) LENGTH.getAcquire(ring, header);
        if ((length & BUSY) != 0) {
          break;
        }
        int size = length & ~DISCARD;
        at += (HEADER_BYTES + size + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
        if (length == size) {
          count++;
          handler.record(ring, header + HEADER_BYTES, size);
        }
        if (++sincePublished == BATCH) {
          sincePublished = 0;
          publish(at);
        }
      }
    } finally {
      position = at;
      publish(at);
    }
    return count;
  }

  private void publish(long at) {
    // Partner: smp_load_acquire(&rb->consumer_pos) in __bpf_ringbuf_reserve: our reads come first.
    POSITION.setRelease(consumer, 0L, at);
  }
}
