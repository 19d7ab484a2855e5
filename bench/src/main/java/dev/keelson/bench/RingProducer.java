package dev.keelson.bench;

import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SyscallProgram;

/** Fills a ring with records of 64 bytes: the producer that both consumers drain. */
final class RingProducer {
  /** The most that one run of {@link #fill} emits. */
  static final int MOST = 1000;

  /** Room for some 230,000 records, their headers included. */
  static final int RING_BYTES = 1 << 24;

  static final RingBuffer<Entry> RECORDS = Maps.ringBuffer(RING_BYTES);

  private RingProducer() {}

  /** Eight words that differ. */
  record Entry(long a, long b, long c, long d, long e, long f, long g, long h) {}

  /** How many records are wanted, and how many found room. */
  static final class Request {
    int wanted;
    int emitted;
  }

  @SyscallProgram
  static void fill(Request request) {
    for (int i = 0; i < MOST && i < request.wanted; i++) {
      if (RECORDS.emit(new Entry(i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7))) {
        request.emitted++;
      }
    }
  }
}
