package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Atomic numbers: in objects, as values of maps, static, and on the stack; volatile fields. */
@SuppressWarnings("NonAtomicVolatileUpdate") // each program runs alone
public final class AtomicObjects {
  static final class Entry {
    final AtomicInteger hits = new AtomicInteger();
    byte tag;
    final AtomicLong count = new AtomicLong();
    volatile long latest;
    volatile boolean ready;
    volatile short port;
  }

  static final Array<Entry> ENTRIES = Maps.array(4);
  static final HashMap<Integer, AtomicLong> COUNTS = Maps.hash(64);
  static final AtomicLong TOTAL = new AtomicLong();
  static final AtomicInteger NEXT = new AtomicInteger(-3);
  static volatile long seen;
  static volatile boolean enabled = true;

  private AtomicObjects() {}

  @SyscallProgram
  static void inObjects(Numbers n) {
    Entry entry = ENTRIES.get(n.c & 3);
    n.result = entry.count.addAndGet(n.a) + entry.hits.incrementAndGet();
    n.result = n.result * 31 + entry.count.getAndIncrement();
    n.result = n.result * 31 + entry.count.getAndSet(n.b);
    n.flag = entry.hits.getAndAdd(n.d) + entry.hits.decrementAndGet();
    n.small = (short) entry.hits.get();
    n.flag = n.flag * 31 + (entry.count.compareAndSet(n.b, n.a) ? 1 : 2);
    n.result = n.result * 31 + entry.count.compareAndExchange(n.b, 17);
    n.result = n.result * 31 + entry.count.get() + entry.tag;
  }

  @SyscallProgram
  static void written(Numbers n) {
    Entry entry = ENTRIES.get(n.c & 3);
    entry.count.set(n.a);
    entry.hits.lazySet(n.d);
    n.result = entry.count.longValue() + entry.hits.longValue() + entry.count.intValue();
    entry.count.setPlain(n.b);
    entry.hits.setRelease(n.c);
    n.result = n.result * 31 + entry.count.getPlain() + entry.hits.getAcquire();
    n.flag = entry.hits.getAndDecrement();
    n.small = (short) entry.hits.intValue();
  }

  @SyscallProgram
  static void asValues(Numbers n) {
    COUNTS.putIfAbsent(n.c & 15, new AtomicLong(n.a));
    AtomicLong count = COUNTS.get(n.c & 15);
    n.result = count.getAndAdd(n.b);
    COUNTS.put(n.d & 15, new AtomicLong());
    n.result = n.result * 31 + COUNTS.get(n.d & 15).incrementAndGet();
  }

  @SyscallProgram
  static void ofNoEntry(Numbers n) {
    n.result = COUNTS.get(n.c & 31).incrementAndGet();
  }

  @SyscallProgram
  static void staticOnes(Numbers n) {
    n.result = TOTAL.addAndGet(n.a);
    n.flag = NEXT.getAndIncrement();
  }

  @SyscallProgram
  static void onTheStack(Numbers n) {
    AtomicLong sum = new AtomicLong(n.b);
    AtomicInteger turns = new AtomicInteger();
    ENTRIES.forEach((index, entry) -> {
      sum.addAndGet(entry.latest + index);
      turns.incrementAndGet();
    });
    n.result = sum.get();
    n.flag = turns.get();
  }

  @SyscallProgram
  static void updated(Numbers n) {
    Entry entry = ENTRIES.get(n.c & 3);
    n.result = entry.count.updateAndGet(old -> old * 3 + n.a);
    n.result = n.result * 31 + entry.count.getAndUpdate(old -> old < 0 ? -old : old - n.b);
    n.flag = entry.hits.accumulateAndGet(n.d, Math::max);
    n.flag = n.flag * 31 + entry.hits.getAndAccumulate(n.c, (old, given) -> old ^ given);
    n.result = n.result * 31 + TOTAL.accumulateAndGet(n.flag, Long::sum);
    n.small = (short) NEXT.updateAndGet(Math::abs);
  }

  @SyscallProgram
  static void updatedInALoop(Numbers n) {
    for (int i = 0; i < 4; i++) {
      int turn = i;
      n.result += ENTRIES.get(i).count.updateAndGet(old -> (old << turn) + n.a);
    }
  }

  @SyscallProgram
  static void faultyFunction(Numbers n) {
    n.result = 1;
    n.result = ENTRIES.get(n.c & 3).count.updateAndGet(old -> old / n.d);
  }

  @SyscallProgram
  static void volatileFields(Numbers n) {
    Entry entry = ENTRIES.get(n.c & 3);
    n.result = entry.latest;
    entry.latest = n.a;
    n.flag = entry.ready ? 3 : 4;
    entry.ready = (n.d & 1) != 0;
    entry.port += (short) n.d;
    n.small = entry.port;
    seen += entry.latest;
    enabled = !enabled;
    n.result = n.result * 31 + seen + (enabled ? 1 : 0);
  }
}
