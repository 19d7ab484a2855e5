package dev.keelson.compiler.front;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.StackTraces;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Timer;
import dev.keelson.program.Tracepoint;

/** Timers where the kernel has none. */
final class RejectedTimers {
  private RejectedTimers() {}

  static final class Context {
    int number;
  }

  static final class Counter {
    final Timer timer = new Timer();
    int count;
  }

  static final class ActionTakesSomethingAlong {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);

    @SyscallProgram
    static void program(Context context) {
      int number = context.number;
      Counter counter = COUNTERS.get(1);
      counter.timer.start(COUNTERS, 1000, (key, one) -> one.count += number);
    }
  }

  static final class ActionUsesTheContext {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);
    static final StackTraces STACKS = Maps.stackTraces(4);

    @BtfTracepoint("sched_switch")
    static void program() {
      COUNTERS.get(1).timer.start(COUNTERS, 1000, (key, one) -> one.count = STACKS.kernel());
    }
  }

  static final class FromATracepoint {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);

    @Tracepoint("sched:sched_switch")
    static void program() {
      COUNTERS.delete(1);
    }
  }

  static final class CopiedEntry {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);

    @SyscallProgram
    static void program(Context context) {
      Counter counter = COUNTERS.get(1);
      COUNTERS.put(2, counter);
    }
  }

  static final class InAPart {
    static final class Outer {
      final Counter counter = new Counter();
    }

    static final Array<Outer> OUTERS = Maps.array(4);

    @SyscallProgram
    static void program(Context context) {
      OUTERS.get(0).counter.count++;
    }
  }

  static final class InPerCpuMaps {
    static final Array<Counter> COUNTERS = Maps.perCpuArray(4);

    @SyscallProgram
    static void program(Context context) {
      COUNTERS.get(0).count++;
    }
  }

  static final class NotFinal {
    static final class Changing {
      Timer timer = new Timer();
    }

    static final Array<Changing> COUNTERS = Maps.array(4);

    @SyscallProgram
    static void program(Context context) {
      COUNTERS.get(0).timer.cancel();
    }
  }

  static final class OfAnotherMap {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);
    static final HashMap<Integer, Long> NUMBERS = Maps.hash(4);

    @SyscallProgram
    static void program(Context context) {
      COUNTERS.get(1).timer.start(NUMBERS, 1000, (key, one) -> Kernel.print("{}", key));
    }
  }

  static final class OnTheStack {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);

    @SyscallProgram
    static void program(Context context) {
      Counter counter = new Counter();
      counter.timer.start(COUNTERS, 1000, (key, one) -> one.count++);
    }
  }

  static final class Two {
    static final class Pair {
      final Timer first = new Timer();
      final Timer second = new Timer();
    }

    static final Array<Pair> PAIRS = Maps.array(4);

    @SyscallProgram
    static void program(Context context) {
      PAIRS.get(0).first.cancel();
    }
  }

  static final class TimeByHand {
    static final HashMap<Integer, Counter> COUNTERS = Maps.hash(4);

    @SyscallProgram
    static void program(Context context) {
      COUNTERS.get(1).timer.fire();
    }
  }
}
