package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct epoll_event}, include/uapi/linux/eventpoll.h: packed on x86-64, so that the 32-bit
 * form has the same layout, and naturally aligned everywhere else.
 *
 * <pre>
 *   x86-64     0 events u32 |  4 data u64 | 12
 *   aarch64    0 events u32 |  4 padding  |  8 data u64 | 16
 * </pre>
 */
final class EpollEventLayout {
  static final long SIZE = Architecture.CURRENT == Architecture.X86_64 ? 12 : 16;
  private static final long EVENTS = 0;
  private static final long DATA = SIZE - Long.BYTES;

  private EpollEventLayout() {}

  static void set(MemorySegment event, int events, long data) {
    event.fill((byte) 0);
    event.set(JAVA_INT_UNALIGNED, EVENTS, events);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
  }

  static long data(MemorySegment events, int index) {
    return events.get(JAVA_LONG_UNALIGNED, index * SIZE + DATA);
  }
}
