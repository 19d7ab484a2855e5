package dev.keelson.compiler.front;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelFunction;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Xdp;
import java.util.Iterator;

/** Functions of the kernel that are called as it does not let them be called. */
final class RejectedFunctions {
  private RejectedFunctions() {}

  @KernelStruct("task_struct")
  interface Task extends AutoCloseable {
    int pid();

    @KernelFunction("bpf_task_acquire")
    Task acquire();

    @Override
    @KernelFunction("bpf_task_release")
    void close();
  }

  @KernelFunction("bpf_task_from_pid")
  static Task task(int pid) {
    return null;
  }

  static final class ClosedOnOneWay {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Task task = task(4);
      if (task != null && given.pid() > 3) {
        task.close();
      }
      Kernel.print("{}", given.pid());
    }
  }

  static final class ClosedTwice {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Task task = task(4);
      if (task != null) {
        task.close();
        task.close();
      }
    }
  }

  static final class ClosesWhatItWasGiven {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      given.close();
    }
  }

  static final class FromATracepoint {
    @Tracepoint("sched:sched_switch")
    static void program() {
      try (Task task = task(4)) {
        Kernel.print("{}", task.pid());
      }
    }
  }

  static final class MayGoMeanwhile {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      try (Task held = Kernel.as(given, Task.class).acquire()) {
        Kernel.print("{}", held.pid());
      }
    }
  }

  static final class NeverClosed {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Task task = task(4);
      Kernel.print("{}", task.pid());
    }
  }

  static final class NextWithoutAsking {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Iterator<Task> tasks = Kernel.processes(Task.class).iterator();
      Kernel.print("{}", tasks.next().pid());
    }
  }

  static final class NoSuchFunction {
    @KernelFunction("bpf_no_such_function")
    static int none() {
      return 0;
    }

    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Kernel.print("{}", none());
    }
  }

  static final class Returned {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Task found = found(given.pid());
      Kernel.print("{}", found.pid());
    }

    private static Task found(int pid) {
      return task(pid);
    }
  }

  static final class TailCallWhileOpen {
    static final ProgramArray<Packet> STEPS = Maps.programs(TailCallWhileOpen::next);

    @Xdp
    static int program(Packet packet) {
      for (Task task : Kernel.processes(Task.class)) {
        if (task.pid() == 4) {
          return STEPS.call(0, packet, Xdp.PASS);
        }
      }
      return Xdp.DROP;
    }

    @Xdp
    static int next(Packet packet) {
      return Xdp.PASS;
    }
  }

  static final class TargetWithoutWalks {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      for (int i : Kernel.range(0, 4)) {
        Kernel.print("{}", i);
      }
    }
  }

  static final class ThreadsOfWhatMayGo {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      for (Task thread : Kernel.threadsOf(Kernel.as(given, Task.class))) {
        Kernel.print("{}", thread.pid());
      }
    }
  }

  static final class UsedAfterClose {
    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      Task task = task(4);
      if (task != null) {
        task.close();
        Kernel.print("{}", task.pid());
      }
    }
  }

  static final class WithOtherTypes {
    @KernelFunction("bpf_task_from_pid")
    static Task task(Task task) {
      return null;
    }

    @BtfTracepoint("sched_wakeup")
    static void program(Task given) {
      try (Task task = task(given)) {
        Kernel.print("{}", task.pid());
      }
    }
  }

  static final class WithTwoArguments {
    @KernelFunction("bpf_task_from_pid")
    static Task task(int pid, int more) {
      return null;
    }

    @SyscallProgram
    static void program() {
      try (Task task = task(1, 2)) {
        Kernel.print("{}", task.pid());
      }
    }
  }
}
