package dev.keelson.compiler.front;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.RingBuffer;

/** Reads of kernel fields in every form there is. */
final class PortablePrograms {
  private PortablePrograms() {}

  static final class Fields {
    record Name(int pid, @Length(16) byte[] comm) {}

    @KernelStruct("task_struct")
    interface Task {
      int pid();

      int tgid();

      @Field("__state")
      int state();

      @Field("__state")
      long wideState();

      long utime();

      byte[] comm();

      Entity se();

      boolean inIowait();

      int nice();

      @Field("nice")
      default int niceIfThere() {
        return 77;
      }

      @Field("mm")
      default long memoryIfThere() {
        return -1;
      }

      Memory mm();
    }

    @KernelStruct("sched_entity")
    interface Entity {
      long vruntime();
    }

    @KernelStruct("mm_struct")
    interface Memory {
      long mmapBase();
    }

    static final HashMap<Integer, Long> SEEN = Maps.hash(16);
    static final RingBuffer<Name> NAMES = Maps.ringBuffer(4096);

    @BtfTracepoint("sched_wakeup")
    static int direct(Task task) {
      return task.pid() + task.tgid() + task.state();
    }

    @BtfTracepoint("sched_wakeup")
    static void wide(Task task) {
      SEEN.put(task.pid(), task.wideState() + task.utime() + task.se().vruntime());
    }

    @BtfTracepoint("sched_wakeup")
    static int bits(Task task) {
      return task.inIowait() ? task.nice() : -task.nice();
    }

    @BtfTracepoint("sched_wakeup")
    static int defaults(Task task) {
      return task.niceIfThere() + (int) task.memoryIfThere();
    }

    @BtfTracepoint("sched_wakeup")
    static int followed(Task task) {
      return (int) task.mm().mmapBase();
    }

    @BtfTracepoint("sched_wakeup")
    static void copied(Task task) {
      NAMES.emit(new Name(task.pid(), task.comm()));
    }

    @RawTracepoint("sched_wakeup")
    static int probed(Task task) {
      return task.pid() + task.nice() + task.niceIfThere() + (int) task.se().vruntime();
    }
  }

  static final class Identity {
    @KernelStruct("task_struct")
    interface Numbered {
      int pid();
    }

    @BtfTracepoint("sched_wakeup")
    static int pid(Numbered task) {
      return task.pid();
    }
  }
}
