package dev.keelson.compiler.front;

import dev.keelson.program.BpfIterator;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Fentry;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.LocalStorage;
import dev.keelson.program.Maps;
import dev.keelson.program.PerfEvent;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.StructOps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Uprobe;

/** Tracing programs that must not compile: each says why in {@code rejected-tracing.txt}. */
@SuppressWarnings({"all", "rawtypes"}) // wrong on purpose
final class RejectedTracing {
  private RejectedTracing() {}

  @KernelStruct("task_struct")
  interface Task {
    int pid();
  }

  static final class NoSuchFunction {
    @Fentry("no_such_function")
    static void program(int first) {}
  }

  static final class NoSuchIterator {
    @BpfIterator("no_such_thing")
    static void program(Task task) {}
  }

  static final class PerfEventTwice {
    @PerfEvent(hertz = 99, period = 1000)
    static void program() {}
  }

  static final class PerfEventWithoutRate {
    @PerfEvent
    static void program() {}
  }

  static final class FetchedLength {
    record Name(@Length(8) byte[] text) {}

    static final RingBuffer<Name> NAMES = Maps.ringBuffer(4096);

    @SyscallProgram
    static void program() {
      long address = Kernel.nanoTime();
      NAMES.emit(new Name(Kernel.userString(address, 16)));
    }
  }

  static final class ComputedFetchedLength {
    record Name(@Length(8) byte[] text) {}

    static final RingBuffer<Name> NAMES = Maps.ringBuffer(4096);

    @SyscallProgram
    static void program() {
      long address = Kernel.nanoTime();
      int length = Kernel.cpu();
      NAMES.emit(new Name(Kernel.userString(address, length)));
    }
  }

  static final class TaskOfNoView {
    @Uprobe
    static void program() {
      String task = Kernel.currentTask(String.class);
    }
  }

  static final class LooksAtAnObject {
    @BtfTracepoint("sched_wakeup")
    static void program(Object task) {
      if (task != null) {
        Kernel.print("there");
      }
    }
  }

  static final class CookieOfACall {
    @SyscallProgram
    static void program() {
      Kernel.print("{}", Kernel.attachCookie());
    }
  }

  static final class AsOfANumber {
    @BtfTracepoint("sched_wakeup")
    static void program(Task task) {
      Task other = Kernel.as((Integer) task.pid(), Task.class);
    }
  }

  static final class AsOfNoView {
    @BtfTracepoint("sched_wakeup")
    static void program(Task task) {
      String other = Kernel.as(task, String.class);
    }
  }

  static final class CastToAnotherStruct {
    @BtfTracepoint("sched_wakeup")
    static void program(Task task) {
      Kernel.print("{}", ((Operations) task).mmapBase());
    }
  }

  @KernelStruct("mm_struct")
  interface Operations {
    int mmapBase();
  }

  @StructOps("none")
  static final class NoInterface {
    public int mmapBase() {
      return 1;
    }
  }

  @StructOps("not_a_function")
  static final class NoFunction implements Operations {
    @Override
    public int mmapBase() {
      return 1;
    }
  }

  @StructOps("with_state")
  static final class WithState implements Operations {
    private int calls;

    @Override
    public int mmapBase() {
      return calls++;
    }
  }

  static final class WritesTheKernel {
    @KernelStruct("task_struct")
    interface WritableTask {
      void pid(int value);
    }

    @BtfTracepoint("sched_wakeup")
    static void program(WritableTask task) {
      task.pid(1);
    }
  }

  static final class StorageOfAnotherStruct {
    static final LocalStorage<Operations, Long> NUMBERS = Maps.taskStorage();

    @BtfTracepoint("sched_wakeup")
    static void program(Task task) {
      NUMBERS.put(Kernel.as(task, Operations.class), 1L);
    }
  }

  static final class StorageOfNoCgroup {
    static final LocalStorage<Task, Long> NUMBERS = Maps.cgroupStorage();

    @BtfTracepoint("sched_wakeup")
    static void program(Task task) {
      NUMBERS.getOrCreate(task);
    }
  }
}
