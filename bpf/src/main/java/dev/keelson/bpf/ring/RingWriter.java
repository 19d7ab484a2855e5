package dev.keelson.bpf.ring;

import dev.keelson.bpf.BpfMap;
import dev.keelson.linux.Mapping;
import dev.keelson.linux.Memory;
import dev.keelson.linux.Protection;
import dev.keelson.object.image.MapType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.ObjLongConsumer;

/**
 * The one writer of a ring that programs read: the other way round from {@link RingReader}.
 * Mutable; confined to one thread.
 *
 * <pre>
 *   page 0: consumer position, the kernel's     page 1: producer position, ours     data, twice
 *   record:  | length and flags (u32) | 0 (u32) | payload, rounded up to 8 |
 * </pre>
 */
public final class RingWriter implements AutoCloseable {
  // struct bpf_ringbuf_hdr and __bpf_user_ringbuf_peek, kernel/bpf/ringbuf.c, v6.18
  private static final int HEADER_BYTES = 8;
  private static final long RECORD_ALIGNMENT = 8;
  private static final int LONGEST = (1 << 30) - 1;

  private static final VarHandle POSITION =
      ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

  private final Mapping consumer;
  private final Mapping producer;
  private final MemorySegment data;
  private final long sizeBytes;
  private long position;

  private RingWriter(Mapping consumer, Mapping producer, long sizeBytes) {
    this.consumer = consumer;
    this.producer = producer;
    this.data = producer.segment().asSlice(Memory.pageSizeBytes());
    this.sizeBytes = sizeBytes;
    this.position = (long) POSITION.getAcquire(producer.segment(), 0L);
  }

  /**
   * Maps a ring that programs read. It may be opened by one writer at a time.
   *
   * @throws IllegalArgumentException when the map is no such ring
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static RingWriter open(BpfMap map) {
    if (map.spec().type() != MapType.USER_RINGBUF) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s, expected a USER_RINGBUF".formatted(map.name(), map.spec().type()));
    }
    // ringbuf_map_mmap_user, kernel/bpf/ringbuf.c: the first page may not be mapped writable
    int page = Memory.pageSizeBytes();
    long size = Integer.toUnsignedLong(map.spec().maxEntries());
    Mapping consumer = Memory.map(map.fd(), 0, page, Protection.READ);
    try {
      Mapping producer = Memory.map(map.fd(), page, page + 2 * size, Protection.READ_WRITE);
      return new RingWriter(consumer, producer, size);
    } catch (Throwable e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Writes a record by way of {@code fill}, which is given the ring's bytes and where the record's
   * begin; false when there is no room.
   *
   * @param length of the record in bytes
   */
  public boolean write(int length, ObjLongConsumer<MemorySegment> fill) {
    if (length < 0 || length > LONGEST) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    long step = length + (HEADER_BYTES + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
    // Partner: smp_store_release(&rb->consumer_pos) in bpf_user_ringbuf_drain: it has read before.
    long read = (long) POSITION.getAcquire(consumer.segment(), 0L);
    if (position + step - read > sizeBytes) {
      return false;
    }
    long at = position & (sizeBytes - 1);
    data.set(ValueLayout.JAVA_INT, at, length);
    data.set(ValueLayout.JAVA_INT, at + Integer.BYTES, 0);
    fill.accept(data, at + HEADER_BYTES);
    position += step;
    // Partner: smp_load_acquire(&rb->producer_pos) in __bpf_user_ringbuf_peek: header and payload
    // come first, so that no record is ever seen unfinished.
    POSITION.setRelease(producer.segment(), 0L, position);
    return true;
  }

  /** Bytes that no program has read yet, headers included. */
  public long pendingBytes() {
    return position - (long) POSITION.getAcquire(consumer.segment(), 0L);
  }

  /** Unmaps the ring; what is in it stays. Idempotent. */
  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
