package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;

/** Maps, records and objects; what one call stores the next one finds. */
public final class Storage {
  record Key(int low, long high) {}

  record Pair(byte small, long large, short middle) {}

  static final class Counter {
    int hits;
    long total;
    byte last;
  }

  static final HashMap<Integer, Long> NUMBERS = Maps.hash(8);
  static final HashMap<Key, Pair> PAIRS = Maps.hash(1024);
  static final HashMap<Long, Counter> COUNTERS = Maps.hash(1024);
  static final Array<Long> SLOTS = Maps.array(4);
  static final Array<Counter> COUNTER_SLOTS = Maps.array(2);
  static final Array<Pair> UNTOUCHED = Maps.array(12);
  static final Array<Long> CPU_SLOTS = Maps.perCpuArray(8);
  static final Array<Counter> CPU_COUNTERS = Maps.perCpuArray(8);
  static final Setting<Integer> STEP = Setting.of(3);

  private Storage() {}

  @SyscallProgram
  static void putAndGet(Numbers n) {
    n.flag = NUMBERS.put(n.c & 15, n.a) ? 1 : 0;
    Long found = NUMBERS.get(n.d & 15);
    n.result = found == null ? -1 : found;
  }

  @SyscallProgram
  static void putIfAbsentAndRemove(Numbers n) {
    n.flag = NUMBERS.putIfAbsent(n.c & 15, n.b) ? 1 : 2;
    Long removed = NUMBERS.remove(n.d & 15);
    if (removed != null) {
      n.result = removed;
      n.small = 1;
    }
    n.small += NUMBERS.delete(n.c & 7) ? 10 : 20;
    n.small += NUMBERS.containsKey(n.d & 15) ? 100 : 200;
  }

  @SyscallProgram
  static void recordsAsKeysAndValues(Numbers n) {
    Key key = new Key(n.c & 3, n.a & 3);
    Pair old = PAIRS.get(key);
    n.result = old == null ? 0 : old.large() + old.small() * 1000L + old.middle();
    PAIRS.put(key, new Pair((byte) n.d, n.b, (short) n.c));
  }

  @SyscallProgram
  @SuppressWarnings("NarrowingCompoundAssignment") // it wraps, everywhere alike
  static void objectsChangeInPlace(Numbers n) {
    long key = n.a & 7;
    Counter counter = COUNTERS.get(key);
    if (counter == null) {
      Counter fresh = new Counter();
      fresh.last = (byte) n.c;
      COUNTERS.put(key, fresh);
      fresh.total = 99;
      n.small = -1;
      return;
    }
    counter.hits++;
    counter.total += n.b;
    counter.last += 3;
    n.small = counter.hits;
    n.result = counter.total + counter.last;
  }

  @SyscallProgram
  static void arraySlots(Numbers n) {
    int index = n.c & 7;
    Long slot = SLOTS.get(index);
    n.flag = slot == null ? 0 : 1;
    n.result = slot == null ? -1 : slot;
    n.small = SLOTS.put(index, n.a) ? 1 : 0;
  }

  @SyscallProgram
  static void arrayObjects(Numbers n) {
    Counter counter = COUNTER_SLOTS.get(n.d & 1);
    if (counter != null) {
      counter.hits += n.c;
      counter.total ^= n.a;
      n.small = counter.hits;
      n.result = counter.total;
    }
  }

  @SyscallProgram
  static void anArrayIsZeroWhereItIsAndNullElsewhere(Numbers n) {
    Pair pair = UNTOUCHED.get(n.c);
    n.flag = pair == null ? 0 : 1;
    n.result = pair == null ? -1 : pair.large() + pair.small() + pair.middle();
    n.small = UNTOUCHED.get(n.d) == null ? 0 : 1;
  }

  /** What is put is taken back, because the next call may run on another CPU. */
  @SyscallProgram
  static void perCpuArraySlots(Numbers n) {
    Long before = CPU_SLOTS.get(n.c);
    n.flag = before == null ? 0 : 1;
    n.small = CPU_SLOTS.put(n.c, n.a) ? 1 : 0;
    Long after = CPU_SLOTS.get(n.c);
    CPU_SLOTS.put(n.c, 0L);
    n.result = before == null || after == null ? -1 : before + after;
  }

  @SyscallProgram
  static void perCpuArrayObjects(Numbers n) {
    Counter counter = CPU_COUNTERS.get(n.d);
    if (counter == null) {
      n.small = -1;
      return;
    }
    n.small = counter.hits + counter.last;
    counter.total += n.b;
    n.result = CPU_COUNTERS.get(n.d).total;
    counter.total = 0;
  }

  @SyscallProgram
  static void localRecords(Numbers n) {
    Pair pair =
        n.c > 0 ? new Pair((byte) n.c, n.a, (short) 1) : new Pair((byte) 1, n.b, (short) n.d);
    Pair other = new Pair(pair.small(), pair.large() + 1, pair.middle());
    n.result = pair.large() + other.large() + pair.small() * other.middle();
  }

  @SyscallProgram
  static void settings(Numbers n) {
    n.small = n.c * STEP.get();
    n.flag = STEP.get() == 3 ? 1 : 0;
  }
}
