package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SyscallProgram;

/** Structs with arrays and structs in them: made, stored, read and changed in place. */
@SuppressWarnings("NarrowingCompoundAssignment") // it wraps, everywhere alike
public final class Structs {
  record Point(short x, long y) {}

  record Path(byte kind, @Length(3) int[] steps, Point end) {}

  record Grid(@Length(4) Point[] points, int used) {}

  static final class Histogram {
    @Length(8)
    final long[] slots = new long[8];

    @Length(3)
    final byte[] tail = new byte[3];

    final Range range = new Range();
    int total;
    Point last = new Point((short) -1, -1);
  }

  static final class Range {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;

    @Length(2)
    final short[] ends = {3, 4};

    void include(int value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  static final HashMap<Integer, Path> PATHS = Maps.hash(64);
  static final HashMap<Integer, Histogram> HISTOGRAMS = Maps.hash(64);
  static final Array<Grid> GRIDS = Maps.array(2);
  static final RingBuffer<Path> RING = Maps.ringBuffer(1 << 20);

  private Structs() {}

  @SyscallProgram
  static void onTheStack(Numbers n) {
    Histogram local = new Histogram();
    local.slots[n.c & 7] += n.a;
    local.slots[n.d & 7]++;
    local.tail[2] = (byte) n.b;
    local.range.include(n.c);
    local.range.include(n.d);
    local.range.ends[n.c & 1] *= 2;
    local.last = new Point((short) n.c, n.b);
    n.result = local.slots[n.d & 7] + local.tail[2] + local.last.y();
    n.small = local.range.least ^ local.range.most;
    n.flag = local.range.ends[0] + local.range.ends[1] + local.last.x();
  }

  @SyscallProgram
  static void inAMap(Numbers n) {
    Histogram found = HISTOGRAMS.get(n.c & 3);
    if (found == null) {
      Histogram fresh = new Histogram();
      fresh.slots[n.d & 7] = n.a;
      fresh.range.include(n.d);
      HISTOGRAMS.put(n.c & 3, fresh);
      fresh.slots[n.d & 7] = 77;
      return;
    }
    found.slots[n.d & 7] += n.b;
    found.tail[n.d & 1]++;
    found.range.include(n.d);
    found.total += found.range.ends[n.d & 1];
    found.last = new Point((short) n.d, n.a);
    long[] slots = found.slots;
    for (long slot : slots) {
      n.result += slot;
    }
    n.small = found.range.least + found.total;
    n.flag = found.tail[0] * 100 + found.last.x();
  }

  @SyscallProgram
  static void arraysInRecords(Numbers n) {
    Path old = PATHS.get(n.c & 3);
    int[] steps = {n.c, n.d, (int) n.a};
    Path path = new Path((byte) n.c, steps, new Point((short) n.d, n.b));
    steps[1]++;
    PATHS.put(n.c & 3, path);
    steps[n.d & 1] = 5;
    n.small = path.steps()[1];
    if (old != null) {
      n.result = old.steps()[n.d & 1] + old.steps().length + old.end().y();
      old.steps()[0] = 9;
      n.flag = old.steps()[0] + old.kind();
    }
  }

  @SyscallProgram
  static void snapshotsStay(Numbers n) {
    PATHS.put(9, new Path((byte) 1, new int[] {1, 2, 3}, new Point((short) 4, 5)));
    Path before = PATHS.get(9);
    PATHS.put(9, new Path((byte) 2, new int[] {n.c, n.c, n.c}, new Point((short) 4, 5)));
    if (before != null) {
      n.small = before.steps()[Math.abs(n.c % 3)];
    }
  }

  @SyscallProgram
  static void nullArrayInARecord(Numbers n) {
    n.flag = 1;
    Path path = new Path((byte) 1, n.c > 0 ? new int[3] : null, new Point((short) 4, n.a));
    n.result = path.end().y();
    PATHS.put(n.c & 3, path);
    n.flag = 2;
  }

  @SyscallProgram
  static void arraysOfRecords(Numbers n) {
    Grid grid = GRIDS.get(n.c & 1);
    if (grid != null) {
      Point point = grid.points()[n.d & 3];
      n.result = point.y() + grid.used();
      n.small = point.x();
      grid.points()[n.d & 3] = new Point((short) n.d, n.a);
      n.flag = grid.points()[n.c & 3].x();
      GRIDS.put(n.c & 1, new Grid(grid.points(), grid.used() + 1));
    }
  }

  @SyscallProgram
  static void intoARing(Numbers n) {
    Path path = new Path((byte) 1, new int[] {n.c, n.d, 0}, new Point((short) 4, n.a));
    path.steps()[n.c & 1]++;
    n.small = path.steps()[0];
    n.flag = RING.emit(path) ? 1 : 0;
  }

  static final class Large {
    int used;

    @Length(100)
    final long[] values = new long[100];
  }

  static final HashMap<Integer, Large> LARGE = Maps.hash(16);

  @SyscallProgram
  static void largerThanTheStack(Numbers n) {
    Large fresh = new Large();
    fresh.values[n.c & 63] = n.a;
    fresh.used = n.d;
    Large found = LARGE.get(n.d & 3);
    if (found == null) {
      LARGE.put(n.d & 3, fresh);
    } else {
      found.values[n.c & 63] += n.b;
      n.result = found.values[n.d & 63];
      n.flag = found.used;
    }
    n.small = (int) fresh.values[n.d & 63] + fresh.used;
  }

  /** Two ways, found and not found, bring the length: it stays constant. */
  @SyscallProgram
  static void arrayAfterASnapshot(Numbers n) {
    Path found = PATHS.get(n.c & 3);
    long[] one = new long[1];
    one[n.d & 0] = n.a;
    n.result = one[0];
    n.flag = found == null ? 1 : found.kind();
  }

  /** The snapshot's array lies in memory of the CPU, which asks for a look-up of its own. */
  @SyscallProgram
  static void snapshotWithoutRoom(Numbers n) {
    long[] first = new long[32];
    long[] second = new long[16];
    first[n.c & 31] = n.a;
    second[n.d & 15] = n.b;
    Path found = PATHS.get(n.c & 3);
    if (found != null) {
      n.flag = found.kind();
      PATHS.put(n.d & 3, found);
    }
    n.result = first[n.d & 31] + second[n.c & 15];
  }
}
