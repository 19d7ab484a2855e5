package dev.keelson.testkit.interpreter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The kernel helpers that are simulated, by their number in include/uapi/linux/bpf.h (v6.18). */
final class HelperCalls {
  private static final int E2BIG = 7;
  private static final int EFAULT = 14;
  private static final int EINVAL = 22;

  // BPF_MAX_LOOPS, include/linux/bpf_verifier.h (v6.18)
  private static final int MAX_LOOPS = 8 * 1024 * 1024;

  private final Memory memory;
  private SimulatedPacket packet;
  private final Map<Long, SimulatedMap> mapsByAddress;
  private final Surroundings surroundings;

  HelperCalls(Memory memory, Map<Long, SimulatedMap> mapsByAddress, Surroundings surroundings) {
    this.memory = memory;
    this.mapsByAddress = mapsByAddress;
    this.surroundings = surroundings;
  }

  /** How many arguments helper {@code number} reads. */
  static int arity(int number) {
    return switch (number) {
      case 5, 8, 14 -> 0;
      case 93, 94 -> 1;
      case 1, 3, 16, 23, 44, 132, 133 -> 2;
      case 112, 113, 131 -> 3;
      case 2, 26, 130, 164, 181 -> 4;
      default -> throw new Violation("helper " + number + " is not simulated");
    };
  }

  /** Runs a function of the program: its address and arguments, and what it gives back. */
  interface Callback {
    long call(long function, long... arguments);
  }

  /** Calls helper {@code number} with r1 to r5 in {@code r}, and gives r0. */
  long call(int number, long[] r, Callback callback) {
    return switch (number) {
      case 1 -> lookup(r);
      case 2 -> update(r);
      case 3 -> map(r[1]).delete(key(map(r[1]), r[2]));
      case 5 -> surroundings.nanoTime().getAsLong();
      case 8 -> surroundings.cpu();
      case 14 -> ((long) surroundings.processId() << 32) | (surroundings.threadId() & 0xffff_ffffL);
      case 16 -> command(r[1], size(r[2]));
      case 23 -> packet.redirect(r[1]);
      case 44 -> packet.adjustHead((int) r[2]) ? 0 : -EINVAL;
      case 26 -> copyOfPacket(r[2], r[3], size(r[4]));
      case 93, 94 -> 0; // a lock: nobody else runs here
      case 112, 113 -> probeRead(r[1], size(r[2]), r[3]);
      case 130 -> ring(r[1]).output(memory.read(r[2], size(r[3])));
      case 131 -> ring(r[1]).reserve(r[2]);
      case 132 -> release(r[1], true);
      case 133 -> release(r[1], false);
      case 164 -> forEach(map(r[1]), r[2], r[3], callback);
      case 181 -> loop((int) r[1], r[2], r[3], callback);
      default -> throw new Violation("helper " + number + " is not simulated");
    };
  }

  private static long loop(int times, long function, long captured, Callback callback) {
    if (Integer.compareUnsigned(times, MAX_LOOPS) > 0) {
      return -E2BIG;
    }
    for (int i = 0; i < times; i++) {
      if (callback.call(function, i, captured) != 0) {
        return i + 1L;
      }
    }
    return times;
  }

  private long forEach(SimulatedMap map, long function, long captured, Callback callback) {
    long count = 0;
    for (Map.Entry<byte[], byte[]> entry : map.entries()) {
      count++;
      long key = memory.add("a key of " + map.spec().name(), entry.getKey()).address();
      long value = map.lookup(entry.getKey());
      if (value != 0 && callback.call(function, r1Of(map), key, value, captured) != 0) {
        break;
      }
      memory.retire(key, "of an entry that was passed");
    }
    return count;
  }

  private long r1Of(SimulatedMap map) {
    return mapsByAddress.entrySet().stream()
        .filter(one -> one.getValue() == map)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** What a program must give back before it ends: ring slots. */
  int reservedSlots() {
    int slots = 0;
    for (SimulatedMap map : mapsByAddress.values()) {
      slots += map instanceof SimulatedMap.Ring ring ? ring.reservedSlots() : 0;
    }
    return slots;
  }

  private long lookup(long[] r) {
    SimulatedMap map = map(r[1]);
    return map.lookup(key(map, r[2]));
  }

  private long update(long[] r) {
    SimulatedMap map = map(r[1]);
    byte[] key = key(map, r[2]);
    return map.update(key, memory.read(r[3], map.spec().valueSize()), r[4]);
  }

  /** From now on the program sees that packet. */
  void see(SimulatedPacket seen) {
    packet = seen;
  }

  private long copyOfPacket(long offset, long destination, int sizeBytes) {
    boolean within = packet.has(offset, sizeBytes);
    memory.write(destination, within ? packet.copy(offset, sizeBytes) : new byte[sizeBytes]);
    return within ? 0 : -EFAULT;
  }

  private long command(long address, int sizeBytes) {
    byte[] name = surroundings.command().getBytes(StandardCharsets.US_ASCII);
    byte[] padded = Arrays.copyOf(name, sizeBytes);
    padded[sizeBytes - 1] = 0;
    memory.write(address, padded);
    return 0;
  }

  private long probeRead(long destination, int sizeBytes, long source) {
    boolean readable = memory.contains(source, sizeBytes);
    memory.write(destination, readable ? memory.read(source, sizeBytes) : new byte[sizeBytes]);
    return readable ? 0 : -EFAULT;
  }

  private long release(long slot, boolean submit) {
    for (SimulatedMap map : mapsByAddress.values()) {
      if (map instanceof SimulatedMap.Ring ring && ring.release(slot, submit)) {
        return 0;
      }
    }
    throw new Violation("r1 is no reserved ring slot");
  }

  private byte[] key(SimulatedMap map, long address) {
    return memory.read(address, map.spec().keySize());
  }

  private SimulatedMap.Ring ring(long address) {
    if (map(address) instanceof SimulatedMap.Ring ring) {
      return ring;
    }
    throw new Violation(map(address).spec().name() + " is no ring buffer");
  }

  private SimulatedMap map(long address) {
    SimulatedMap map = mapsByAddress.get(address);
    if (map == null) {
      throw new Violation("r1 is no map");
    }
    return map;
  }

  private static int size(long bytes) {
    if (bytes < 1 || bytes > 1 << 16) {
      throw new Violation("a size of " + bytes + " B");
    }
    return (int) bytes;
  }
}
