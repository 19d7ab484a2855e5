package dev.keelson.compiler.front;

import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.SyscallProgram;

/** What the kernel does not allow while a lock is held, or where there is none. */
@SuppressWarnings("unused") // read as class files
final class RejectedLocks {
  private RejectedLocks() {}

  static final class Context {
    int number;
  }

  static final class Counter {
    long number;
  }

  static final class CallInside {
    static final Array<Counter> COUNTERS = Maps.array(1);

    @SyscallProgram
    static int program(Context context) {
      Counter counter = COUNTERS.get(0);
      synchronized (counter) {
        counter.number = Kernel.nanoTime();
      }
      return 0;
    }
  }

  static final class TwoLocks {
    static final Array<Counter> COUNTERS = Maps.array(2);

    @SyscallProgram
    static int program(Context context) {
      Counter counter = COUNTERS.get(0);
      Counter other = COUNTERS.get(1);
      synchronized (counter) {
        synchronized (other) {
          other.number = counter.number;
        }
      }
      return 0;
    }
  }

  static final class LoopInside {
    static final Array<Counter> COUNTERS = Maps.array(1);

    @SyscallProgram
    static int program(Context context) {
      Counter counter = COUNTERS.get(0);
      synchronized (counter) {
        while (counter.number < context.number) {
          counter.number++;
        }
      }
      return 0;
    }
  }

  static final class OwnObject {
    @SyscallProgram
    static int program(Context context) {
      Counter counter = new Counter();
      synchronized (counter) {
        counter.number++;
      }
      return (int) counter.number;
    }
  }

  static final class InPerCpuMap {
    static final HashMap<Integer, Counter> COUNTERS = Maps.perCpuHash(4);

    @SyscallProgram
    static int program(Context context) {
      Counter counter = COUNTERS.get(0);
      synchronized (counter) {
        counter.number++;
      }
      return 0;
    }
  }

  static final class InRawTracepoint {
    static final Array<Counter> COUNTERS = Maps.array(1);

    @RawTracepoint("sched_switch")
    static int program() {
      Counter counter = COUNTERS.get(0);
      synchronized (counter) {
        counter.number++;
      }
      return 0;
    }
  }
}
