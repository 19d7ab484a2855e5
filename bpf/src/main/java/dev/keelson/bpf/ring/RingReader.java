package dev.keelson.bpf.ring;

import dev.keelson.bpf.BpfMap;
import dev.keelson.linux.Epoll;
import dev.keelson.linux.EventFd;
import dev.keelson.linux.Mapping;
import dev.keelson.linux.Memory;
import dev.keelson.linux.Protection;
import dev.keelson.object.image.MapType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The one reader of a ring-buffer map. Mutable; draining and polling are confined to one thread,
 * {@link #wakeup} may be called by any. Close it when no poll is under way.
 *
 * <pre>
 *   while (running) {
 *     ring.poll(Duration.ofMillis(100), handler);     sleeps in epoll when there is nothing
 *   }
 * </pre>
 */
public final class RingReader implements AutoCloseable {
  private static final long RING = 1;
  private static final long WAKEUP = 2;

  private final String name;
  private final Deque<AutoCloseable> opened;
  private final Epoll epoll;
  private final EventFd wakeup;
  private final RingCursor cursor;
  private volatile boolean woken;

  private RingReader(
      String name, Deque<AutoCloseable> opened, Epoll epoll, EventFd wakeup, RingCursor cursor) {
    this.name = name;
    this.opened = opened;
    this.epoll = epoll;
    this.wakeup = wakeup;
    this.cursor = cursor;
  }

  /**
   * Maps a ring buffer. It may be opened by one reader at a time: a second one would take the first
   * one's records.
   *
   * @throws IllegalArgumentException when the map is no ring buffer
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static RingReader open(BpfMap map) {
    if (map.spec().type() != MapType.RINGBUF) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s, expected a RINGBUF".formatted(map.name(), map.spec().type()));
    }
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return open(map, opened);
    } catch (Throwable e) {
      closeAll(opened, e);
      throw e;
    }
  }

  private static RingReader open(BpfMap map, Deque<AutoCloseable> opened) {
    // ringbuf_map_mmap_kern, kernel/bpf/ringbuf.c: only the first page may be mapped writable
    int page = Memory.pageSizeBytes();
    Mapping consumer = Memory.map(map.fd(), 0, page, Protection.READ_WRITE);
    opened.push(consumer);
    long size = Integer.toUnsignedLong(map.spec().maxEntries());
    Mapping producer = Memory.map(map.fd(), page, page + 2 * size, Protection.READ);
    opened.push(producer);
    EventFd wakeup = EventFd.create();
    opened.push(wakeup);
    Epoll epoll = Epoll.create(2);
    opened.push(epoll);
    epoll.add(map.fd(), RING);
    epoll.add(wakeup.descriptor(), WAKEUP);
    RingCursor cursor =
        new RingCursor(consumer.segment(), producer.segment(), producer.segment().asSlice(page));
    return new RingReader(map.name(), opened, epoll, wakeup, cursor);
  }

  /** Bytes that wait to be read, headers and unfinished records included. */
  public long pendingBytes() {
    return cursor.pendingBytes();
  }

  /**
   * Hands over the records that are there, without waiting; ends when the ring is empty or its next
   * record is still being written. A record whose handler throws counts as read.
   *
   * @return how many
   */
  public int drain(RecordHandler handler) {
    return cursor.drain(handler, Integer.MAX_VALUE);
  }

  /** As {@link #drain(RecordHandler)}, but at most {@code limit} records. */
  public int drain(RecordHandler handler, int limit) {
    return cursor.drain(handler, limit);
  }

  /**
   * Hands over the records that are there; when there are none, sleeps until there are some, the
   * time is over or {@link #wakeup} is called.
   *
   * @return how many; 0 also when the next record was still being written
   */
  public int poll(Duration timeout, RecordHandler handler) {
    int count = cursor.drain(handler, Integer.MAX_VALUE);
    if (count > 0 || takeWakeup()) {
      return count;
    }
    if (!cursor.ready()) {
      int _ = epoll.await(timeout);
      boolean _ = takeWakeup();
    }
    return cursor.drain(handler, Integer.MAX_VALUE);
  }

  /**
   * As {@link #poll}, but spins instead of sleeping: a record is seen within nanoseconds of being
   * written, at the price of a CPU.
   */
  public int busyPoll(Duration timeout, RecordHandler handler) {
    long end = System.nanoTime() + timeout.toNanos();
    do {
      int count = cursor.drain(handler, Integer.MAX_VALUE);
      if (count > 0 || takeWakeup()) {
        return count;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - end < 0);
    return 0;
  }

  /** Ends the poll that is under way or, if there is none, the next one. Safe for any thread. */
  public void wakeup() {
    woken = true;
    wakeup.signal();
  }

  private boolean takeWakeup() {
    if (!woken) {
      return false;
    }
    woken = false;
    wakeup.drain();
    return true;
  }

  /** Unmaps the ring and closes what was opened to wait for it; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("closing ring \"" + name + "\" failed");
    closeAll(opened, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, Throwable first) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }
}
