package dev.keelson.compiler.front;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;

/** Programs whose IR is pinned in {@code accepted-programs.txt}. */
final class AcceptedPrograms {
  private AcceptedPrograms() {}

  static final class Context {
    int number;
    long wide;
    int result;
  }

  static final class Numbers {
    @SyscallProgram
    static int divide(Context context) {
      return context.number / context.result;
    }

    @SyscallProgram
    static int loop(Context context) {
      int sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += i * context.number;
      }
      return sum;
    }

    @SyscallProgram
    static int order(Context context) {
      return context.wide > 7 ? Long.compareUnsigned(context.wide, 3) : Math.min(1, context.number);
    }

    @SyscallProgram
    static int choose(Context context) {
      return switch (context.number) {
        case 1, 2 -> 5;
        case 7 -> 6;
        default -> throw new IllegalArgumentException("no such number");
      };
    }
  }

  static final class Waits {
    record Wait(int tid, long nanos, @Length(16) byte[] name) {}

    @KernelStruct("task_struct")
    interface Task {
      int pid();

      byte[] comm();

      Memory mm();

      boolean inIowait();

      int nice();

      @Field("se.vruntime")
      long vruntime();

      default int notInThisKernel() {
        return 3;
      }
    }

    @KernelStruct("mm_struct")
    interface Memory {
      long mmapBase();
    }

    static final HashMap<Integer, Long> SINCE = Maps.hash(16);
    static final RingBuffer<Wait> WAITS = Maps.ringBuffer(4096);
    static final Setting<Boolean> VERBOSE = Setting.of(false);
    static final Setting<Long> LIMIT = Setting.of(100L);

    @BtfTracepoint("sched_switch")
    static void switched(boolean preempted, Task previous, Task next) {
      if (VERBOSE.get()) {
        Kernel.print("switched {}", next.pid());
      }
      Long since = SINCE.remove(next.pid());
      if (since != null && since > LIMIT.get()) {
        WAITS.emit(new Wait(next.pid(), Kernel.nanoTime() - since, next.comm()));
      }
    }

    @BtfTracepoint("sched_wakeup")
    static int fields(Task task) {
      return task.mm().mmapBase() == task.vruntime() && task.inIowait()
          ? task.nice()
          : task.notInThisKernel();
    }

    @RawTracepoint("sched_wakeup")
    static int probed(Task task) {
      return task.nice();
    }
  }

  static final class Objects {
    static final HashMap<Integer, Context> CONTEXTS = Maps.hash(16);

    @SyscallProgram
    static int live(Context context) {
      Context stored = CONTEXTS.get(1);
      if (stored == null) {
        Context fresh = new Context();
        fresh.number = context.number;
        CONTEXTS.put(1, fresh);
        return 0;
      }
      stored.wide++;
      return stored.number;
    }

    @SyscallProgram
    static int unchecked(Context context) {
      return CONTEXTS.get(2).number;
    }
  }

  static final class Optionals {
    @BtfTracepoint("sched_wakeup")
    static void everywhere() {}

    @BtfTracepoint(value = "sched_wakeup", optional = true)
    static void here() {}

    @BtfTracepoint(value = "not_in_this_kernel", optional = true)
    static void elsewhere(int number) {}
  }
}
