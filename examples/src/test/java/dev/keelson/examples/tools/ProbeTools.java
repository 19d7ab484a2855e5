package dev.keelson.examples.tools;

import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Uprobe;
import dev.keelson.program.Usdt;

/** Functions of user space: what they are called with, what they give, how long they take. */
final class ProbeTools {
  private static final String LIBC = "/lib/x86_64-linux-gnu/libc.so.6";

  record Size(int process, int log2) {}

  record Lookup(@Length(64) byte[] host, long since) {}

  record Resolved(int process, int result, long nanos, @Length(64) byte[] host) {}

  static final HashMap<Size, Long> SIZES = Maps.hash(10_240);
  static final HashMap<Integer, Lookup> LOOKUPS = Maps.hash(1_024);
  static final RingBuffer<Resolved> RESOLVED = Maps.ringBuffer(1 << 16);
  static final HashMap<Integer, Long> THREADS = Maps.hash(1_024);
  static final HashMap<Integer, Long> COLLECTING = Maps.hash(1_024);
  static final RingBuffer<Long> PAUSES = Maps.ringBuffer(1 << 16);

  private ProbeTools() {}

  private static <K> void increment(HashMap<K, Long> counts, K key) {
    Long before = counts.get(key);
    counts.put(key, before == null ? 1 : before + 1);
  }

  /** Sizes that malloc(3) is asked for, by powers of two. */
  @Uprobe(path = LIBC, symbol = "malloc")
  static void allocated(long size) {
    increment(SIZES, new Size(Kernel.processId(), 63 - Long.numberOfLeadingZeros(size)));
  }

  /** gethostlatency: the start of getaddrinfo(3). */
  @Uprobe(path = LIBC, symbol = "getaddrinfo")
  static void resolving(long host) {
    LOOKUPS.put(Kernel.threadId(), new Lookup(Kernel.userString(host, 64), Kernel.nanoTime()));
  }

  /** The name, the result and the time. */
  @Uprobe(path = LIBC, symbol = "getaddrinfo", onReturn = true)
  static void resolved(int result) {
    Lookup lookup = LOOKUPS.remove(Kernel.threadId());
    if (lookup != null) {
      RESOLVED.emit(
          new Resolved(
              Kernel.processId(), result, Kernel.nanoTime() - lookup.since(), lookup.host()));
    }
  }

  /** threadsnoop: threads that each process makes. */
  @Uprobe(path = LIBC, symbol = "pthread_create")
  static void threads() {
    increment(THREADS, Kernel.processId());
  }

  /** javagc: the start of a collection. */
  @Usdt(provider = "hotspot", probe = "gc__begin")
  static void collecting(int full) {
    COLLECTING.put(Kernel.processId(), Kernel.nanoTime());
  }

  /** How long it took. */
  @Usdt(provider = "hotspot", probe = "gc__end")
  static void collected() {
    Long since = COLLECTING.remove(Kernel.processId());
    if (since != null) {
      PAUSES.emit(Kernel.nanoTime() - since);
    }
  }
}
