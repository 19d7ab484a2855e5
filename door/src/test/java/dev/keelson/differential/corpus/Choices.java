package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SyscallProgram;

/** Sealed types in memory, the records of which share their bytes as in a C union. */
public final class Choices {
  sealed interface Event permits Opened, Closed, Named {}

  record Opened(int file, long size) implements Event {}

  record Closed(short file) implements Event {}

  record Named(@Length(5) byte[] name, Opened nested) implements Event {}

  record Entry(long at, Event event) {}

  static final class Last {
    int count;
    Event event;
    Event before = new Closed((short) 5);
  }

  static final HashMap<Integer, Event> EVENTS = Maps.hash(16);
  static final HashMap<Integer, Entry> ENTRIES = Maps.hash(16);
  static final Array<Last> LAST = Maps.array(2);
  static final RingBuffer<Event> RING = Maps.ringBuffer(1 << 20);

  private Choices() {}

  private static Event event(int which, Numbers n) {
    if (which > 20) {
      return new Opened(n.c, n.a);
    }
    if (which > 0) {
      return new Closed((short) n.d);
    }
    return new Named(new byte[] {1, 2, 3, (byte) n.c, (byte) n.d}, new Opened(n.d, n.b));
  }

  private static long weight(Event event) {
    return switch (event) {
      case null -> -7;
      case Opened(int file, long size) -> file + size;
      case Closed(short file) -> file * 1000L;
      case Named(byte[] name, Opened nested) -> name[3] + nested.size();
    };
  }

  @SyscallProgram
  static void inAMap(Numbers n) {
    n.result = weight(EVENTS.get(n.d & 3));
    EVENTS.put(n.d & 3, event(n.c, n));
    if (EVENTS.get(n.c & 3) instanceof Named(byte[] name, var nested)) {
      n.small = name[n.d & 3] + nested.file();
    }
    n.flag = EVENTS.put(5, new Closed((short) 3)) ? 1 : 0;
  }

  @SyscallProgram
  static void inARecord(Numbers n) {
    Entry old = ENTRIES.get(n.c & 1);
    n.small = 5;
    if (old != null) {
      n.result = old.at() + weight(old.event());
    }
    ENTRIES.put(n.c & 1, new Entry(n.b, n.d == 7 ? null : event(n.d, n)));
    n.flag = 1;
  }

  @SyscallProgram
  static void inAnObject(Numbers n) {
    Last last = LAST.get(n.c & 1);
    if (last != null) {
      n.flag = (last.event == null ? 1 : 2) + (last.before instanceof Closed ? 10 : 20);
      n.result = weight(last.event) + weight(last.before);
      last.count++;
      last.event = n.d < 0 ? null : new Opened(n.d, n.a);
      last.before = new Closed((short) n.c);
      n.small = last.count;
    }
    Last local = new Last();
    n.result += weight(local.before);
    n.flag += local.event == null ? 100 : 200;
  }

  @SyscallProgram
  static void intoARing(Numbers n) {
    n.flag = RING.emit(event(n.c, n)) ? 1 : 0;
  }
}
