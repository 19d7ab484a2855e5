package dev.keelson.examples.tools;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Tracepoint;

/** What disks are asked for, by whom, and how long they take. */
final class BlockTools {
  // SECTOR_SIZE, include/linux/blk_types.h
  private static final int SECTOR_BYTES = 512;

  record Request(int device, long sector, int bytes, long nanos) {}

  record Issue(int bytes, long since) {}

  record Place(int device, long sector) {}

  record Size(int device, int log2) {}

  record Kind(int device, byte operation) {}

  /** Of a device: where the last request ended, and what was seen. */
  static final class Pattern {
    long next;
    int sequential;
    int random;
  }

  @KernelStruct("trace_event_raw_block_rq")
  interface Issued {
    int dev();

    long sector();

    int bytes();

    byte[] rwbs();
  }

  @KernelStruct("trace_event_raw_block_rq_completion")
  interface Completed {
    int dev();

    long sector();
  }

  static final HashMap<Long, Long> ISSUED = Maps.hash(10_240);
  static final long[] LATENCIES = new long[64];
  static final HashMap<Place, Issue> UNDER_WAY = Maps.hash(10_240);
  static final RingBuffer<Request> REQUESTS = Maps.ringBuffer(1 << 18);
  static final HashMap<Size, Long> SIZES = Maps.hash(1_024);
  static final HashMap<Kind, Long> KINDS = Maps.hash(1_024);
  static final HashMap<Integer, Pattern> PATTERNS = Maps.hash(256);

  private BlockTools() {}

  /** biolatency: requests by their address. */
  @BtfTracepoint("block_rq_issue")
  static void issued(long request) {
    ISSUED.put(request, Kernel.nanoTime());
  }

  /** The histogram, by powers of two of nanoseconds. */
  @BtfTracepoint("block_rq_complete")
  static void completed(long request) {
    Long since = ISSUED.remove(request);
    if (since != null) {
      LATENCIES[63 - Long.numberOfLeadingZeros(Kernel.nanoTime() - since)]++;
    }
  }

  /** biosnoop: the start of each request. */
  @Tracepoint("block:block_rq_issue")
  static void started(Issued issued) {
    UNDER_WAY.put(
        new Place(issued.dev(), issued.sector()), new Issue(issued.bytes(), Kernel.nanoTime()));
  }

  /** Each request with its time. */
  @Tracepoint("block:block_rq_complete")
  static void ended(Completed completed) {
    Issue issue = UNDER_WAY.remove(new Place(completed.dev(), completed.sector()));
    if (issue != null) {
      REQUESTS.emit(
          new Request(
              completed.dev(),
              completed.sector(),
              issue.bytes(),
              Kernel.nanoTime() - issue.since()));
    }
  }

  /** bitesize: requests by size. */
  @Tracepoint("block:block_rq_issue")
  static void sized(Issued issued) {
    add(SIZES, new Size(issued.dev(), 31 - Integer.numberOfLeadingZeros(issued.bytes())));
  }

  /** Requests by what they do: R, W, F, D. */
  @Tracepoint("block:block_rq_issue")
  static void kinds(Issued issued) {
    add(KINDS, new Kind(issued.dev(), issued.rwbs()[0]));
  }

  /** biopattern: whether requests follow each other on the disk. */
  @Tracepoint("block:block_rq_issue")
  static void pattern(Issued issued) {
    Pattern pattern = PATTERNS.get(issued.dev());
    if (pattern == null) {
      pattern = new Pattern();
    } else if (pattern.next == issued.sector()) {
      pattern.sequential++;
    } else {
      pattern.random++;
    }
    pattern.next = issued.sector() + issued.bytes() / SECTOR_BYTES;
    PATTERNS.put(issued.dev(), pattern);
  }

  private static <K> void add(HashMap<K, Long> counts, K key) {
    Long before = counts.get(key);
    counts.put(key, before == null ? 1 : before + 1);
  }
}
