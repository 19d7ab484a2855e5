package dev.keelson.bench.kernels;

import dev.keelson.program.Array;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Tc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Sixteen small kernels, as a Java developer writes them. Their counterparts in C, in the same
 * order and of the same names, are in bench/peers/kernels/kernels.bpf.c; both return the same.
 */
public final class Kernels {
  private static final int SOURCE = 26;
  private static final int DESTINATION = 30;
  private static final int PAYLOAD = 54;

  private Kernels() {}

  /** What a counter of a map holds. */
  public static final class Count {
    public long value;
  }

  static final Array<Count> BUCKETS = Maps.perCpuArray(32);
  static final HashMap<Integer, Integer> NEXT = Maps.hash(1024);
  static final Array<Name> WANTED = Maps.array(1);
  static final HashMap<Integer, Count> RECENT = Maps.lruHash(4096);
  static final Array<Tokens> BUCKET = Maps.array(1);
  static final RingBuffer<Seen> RING = Maps.ringBuffer(1 << 24);
  static final HashMap<Long, Count> STACKS = Maps.hash(4096);
  static final HashMap<Integer, Window> WINDOWS = Maps.hash(4096);
  static final Array<Numbers> SCRATCH = Maps.perCpuArray(1);
  static final HashMap<Flow, Count> FLOWS = Maps.hash(4096);

  /** 0. What a run costs that does nothing. */
  @Tc
  static int empty() {
    return 0;
  }

  /** 1. A histogram of powers of two, per CPU. */
  @Tc
  static int histogram(Packet packet) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    int slot = 31 - Integer.numberOfLeadingZeros(packet.be32(SOURCE) | 1);
    Count count = BUCKETS.get(slot);
    if (count == null) {
      return -1;
    }
    count.value++;
    return slot;
  }

  /** 2. A walk from key to key through a hash map, eight steps at most. */
  @Tc
  static int hashWalk(Packet packet) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    int key = packet.be32(SOURCE);
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      Integer found = NEXT.get(key);
      if (found == null) {
        break;
      }
      key = found;
      sum += key;
    }
    return sum;
  }

  /** Gives the walk something to walk through: each of 256 keys from 10.0.0.0 leads to the next. */
  @Tc
  static int prime() {
    for (int i = 0; i < 256; i++) {
      NEXT.put(0x0a000000 + i, 0x0a000000 + ((i + 1) & 255));
    }
    return 0;
  }

  /** 3. The header checksum of IPv4: 0xffff when it is right. */
  @Tc
  static int checksum(Packet packet) {
    if (packet.length() < 34) {
      return -1;
    }
    if (packet.be16(12) != 0x0800) {
      return -2;
    }
    if ((packet.u8(14) & 15) != 5) {
      return -3;
    }
    long sum = 0;
    for (int at = 14; at < 34; at += 4) {
      sum += Integer.toUnsignedLong(packet.le32(at));
    }
    sum = (sum & 0xffffffffL) + (sum >>> 32);
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return (int) sum;
  }

  /** Sixteen bytes of text, as two words. */
  public static final class Name {
    public long first;
    public long second;
  }

  /** 4. Sixteen bytes of text compared with a name in a map. */
  @Tc
  static int stringCompare(Packet packet) {
    if (packet.length() < PAYLOAD + 16) {
      return -1;
    }
    Name name = WANTED.get(0);
    if (name == null) {
      return -1;
    }
    return packet.le64(PAYLOAD) == name.first && packet.le64(PAYLOAD + 8) == name.second ? 1 : 0;
  }

  /** {@code struct task_struct}, include/linux/sched.h. */
  @KernelStruct("task_struct")
  interface Task {
    int tgid();

    @Field("real_parent")
    Task parent();
  }

  /** 5. Up the chain of parents of the current task, at most eight; the sum of their pids. */
  @Tc
  static int structWalk() {
    Task task = Kernel.currentTask(Task.class);
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += task.tgid();
      if (task.tgid() <= 1) {
        break;
      }
      task = task.parent();
    }
    return sum;
  }

  /** 6. Counts by source, the least recently used forgotten. */
  @Tc
  static int lruUpdate(Packet packet) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    int key = packet.be32(SOURCE);
    Count count = RECENT.get(key);
    if (count != null) {
      count.value++;
      return 1;
    }
    Count first = new Count();
    first.value = 1;
    RECENT.put(key, first);
    return 0;
  }

  /** What a token bucket holds, and since when. */
  public static final class Tokens {
    public long tokens;
    public long since;
  }

  /** 7. A token bucket: one token a microsecond, a thousand at most; a packet takes one. */
  @Tc
  static int tokenBucket() {
    Tokens bucket = BUCKET.get(0);
    if (bucket == null) {
      return -1;
    }
    long now = Kernel.nanoTime();
    long fresh = Long.divideUnsigned(now - bucket.since, 1000);
    long tokens = bucket.tokens;
    if (fresh != 0) {
      tokens += fresh;
      if (Long.compareUnsigned(tokens, 1000) > 0) {
        tokens = 1000;
      }
      bucket.since = now;
    }
    if (tokens == 0) {
      bucket.tokens = 0;
      return 0;
    }
    bucket.tokens = tokens - 1;
    return 1;
  }

  /** A packet that was seen. */
  record Seen(long nanos, int source, int destination, short from, short to, int length) {}

  /** {@code struct __sk_buff}, include/uapi/linux/bpf.h. */
  @KernelStruct("__sk_buff")
  interface Buffer {
    int len();
  }

  /** 8. A record of each packet into a ring. */
  @Tc
  static int ringEmit(Packet packet, Buffer buffer) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    Seen seen =
        new Seen(
            Kernel.nanoTime(),
            packet.be32(SOURCE),
            packet.be32(DESTINATION),
            (short) packet.be16(34),
            (short) packet.be16(36),
            buffer.len());
    return RING.emit(seen) ? 1 : 0;
  }

  /** 9. Jump consistent hash of the source over 100 backends (Lamping and Veach), in integers. */
  @Tc
  static int consistentHash(Packet packet) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    long key = Integer.toUnsignedLong(packet.be32(SOURCE));
    long backend = 0;
    long jump = 0;
    for (int i = 0; i < 32 && Long.compareUnsigned(jump, 100) < 0; i++) {
      backend = jump;
      key = key * 2862933555777941757L + 1;
      jump = Long.divideUnsigned((backend + 1) << 31, (key >>> 33) + 1);
    }
    return (int) backend;
  }

  /** 10. Which method an HTTP request begins with; 0 for none. */
  @Tc
  static int httpMethod(Packet packet) {
    if (packet.length() < PAYLOAD + 8) {
      return -1;
    }
    long text = packet.be64(PAYLOAD);
    return switch ((int) (text >>> 32)) {
      case 0x47455420 -> 1; // "GET "
      case 0x50555420 -> 3; // "PUT "
      case 0x504f5354 -> (text >>> 24 & 0xff) == ' ' ? 2 : 0; // "POST"
      case 0x48454144 -> (text >>> 24 & 0xff) == ' ' ? 4 : 0; // "HEAD"
      case 0x50415443 -> (text >>> 16 & 0xffff) == 0x4820 ? 5 : 0; // "PATCH "
      case 0x44454c45 -> (text >>> 8 & 0xffffff) == 0x544520 ? 6 : 0; // "DELETE "
      case 0x4f505449 -> (text & 0xffffffffL) == 0x4f4e5320 ? 7 : 0; // "OPTIONS "
      default -> 0;
    };
  }

  /** 11. A stack of sixteen addresses hashed, and counted by its hash. */
  @Tc
  static int stackAggregation(Packet packet) {
    if (packet.length() < PAYLOAD + 128) {
      return -1;
    }
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < 16; i++) {
      hash = (hash ^ packet.le64(PAYLOAD + 8 * i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    Count count = STACKS.get(hash);
    if (count != null) {
      count.value++;
    } else {
      Count first = new Count();
      first.value = 1;
      STACKS.put(hash, first);
    }
    return (int) hash;
  }

  /** Packets of one source, and since when. */
  public static final class Window {
    private static final VarHandle STARTED;
    private static final VarHandle COUNT;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        STARTED = lookup.findVarHandle(Window.class, "started", long.class);
        COUNT = lookup.findVarHandle(Window.class, "count", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    public long started;
    public long count;
  }

  /** 12. At most 100 packets a source and millisecond, counted with atomics. */
  @Tc
  static int rateLimiter(Packet packet) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    int key = packet.be32(SOURCE);
    long now = Kernel.nanoTime();
    Window window = WINDOWS.get(key);
    if (window == null) {
      Window fresh = new Window();
      fresh.started = now;
      fresh.count = 1;
      WINDOWS.put(key, fresh);
      return 1;
    }
    long started = window.started;
    if (Long.compareUnsigned(now - started, 1_000_000) > 0
        && Window.STARTED.compareAndSet(window, started, now)) {
      window.count = 0;
    }
    return (long) Window.COUNT.getAndAdd(window, 1L) < 100 ? 1 : 0;
  }

  /** Sixty-four numbers to sort. */
  public static final class Numbers {
    @Length(64)
    public final long[] at = new long[64];
  }

  /** 13. Sorts 64 longs of the packet (odd-even transposition), and folds them by rank. */
  @Tc
  static int sort64(Packet packet) {
    if (packet.length() < PAYLOAD + 512) {
      return -1;
    }
    Numbers numbers = SCRATCH.get(0);
    if (numbers == null) {
      return -1;
    }
    long[] at = numbers.at;
    for (int i = 0; i < 64; i++) {
      at[i] = packet.le64(PAYLOAD + 8 * i);
    }
    for (int round = 0; round < 64; round++) {
      for (int i = round & 1; i < 63; i += 2) {
        long low = at[i];
        long high = at[i + 1];
        if (low > high) {
          at[i] = high;
          at[i + 1] = low;
        }
      }
    }
    long fold = 0;
    for (int i = 0; i < 64; i++) {
      fold = fold * 31 + at[i];
    }
    return (int) (fold ^ fold >>> 32);
  }

  /** 14. Interprets sixteen bytes of the packet as instructions of a small machine. */
  @Tc
  static int bigSwitch(Packet packet) {
    if (packet.length() < PAYLOAD + 16) {
      return -1;
    }
    int a = 1;
    int b = 2;
    for (int i = 0; i < 16; i++) {
      switch (packet.u8(PAYLOAD + i) & 31) {
        case 0 -> a += b;
        case 1 -> a -= b;
        case 2 -> a *= 3;
        case 3 -> b ^= a;
        case 4 -> a = Integer.rotateLeft(a, 3);
        case 5 -> b += 7;
        case 6 -> a ^= 0x55;
        case 7 -> b <<= 1;
        case 8 -> a |= b;
        case 9 -> a &= ~b;
        case 10 -> b -= a;
        case 11 -> a += 100;
        case 12 -> b *= 5;
        case 13 -> a = ~a;
        case 14 -> b = -b;
        case 15 -> {
          int t = a;
          a = b;
          b = t;
        }
        case 16 -> a >>>= 1;
        case 17 -> b >>>= 2;
        case 18 -> a += i;
        case 19 -> b ^= i;
        case 20 -> a *= b;
        case 21 -> b |= 1;
        case 22 -> a ^= b >>> 3;
        case 23 -> b += a & 15;
        default -> a++;
      }
    }
    return a ^ b;
  }

  /** 15. Where the first line ends, within 128 bytes. */
  @Tc
  static int findByte(Packet packet) {
    if (packet.length() < PAYLOAD + 128) {
      return -1;
    }
    int i;
    for (i = 0; i < 128; i++) {
      if (packet.u8(PAYLOAD + i) == '\n') {
        break;
      }
    }
    return i;
  }

  /** What packets of one direction of a connection have in common. */
  record Flow(int source, int destination, short from, short to, int protocol) {}

  /** 16. Bytes by flow. */
  @Tc
  static int flowBytes(Packet packet, Buffer buffer) {
    if (packet.length() < PAYLOAD) {
      return -1;
    }
    if (packet.be16(12) != 0x0800) {
      return -2;
    }
    Flow flow =
        new Flow(
            packet.be32(SOURCE),
            packet.be32(DESTINATION),
            (short) packet.be16(34),
            (short) packet.be16(36),
            packet.u8(23));
    Count bytes = FLOWS.get(flow);
    if (bytes != null) {
      bytes.value += Integer.toUnsignedLong(buffer.len());
      return 1;
    }
    Count first = new Count();
    first.value = Integer.toUnsignedLong(buffer.len());
    FLOWS.put(flow, first);
    return 0;
  }
}
