package dev.keelson.examples.tools;

import dev.keelson.program.BpfIterator;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SeqFile;
import dev.keelson.program.Tracepoint;

/** Processes that begin, change and end, and the signals that they send each other. */
final class ProcessTools {
  record Executed(int pid, int parent, @Length(16) byte[] name, @Length(64) byte[] file) {}

  record Ended(int pid, int signal, int status, long nanos) {}

  record Received(int pid, int signal) {}

  record Killed(int sender, int target, int signal) {}

  record Renamed(int pid, @Length(16) byte[] before, @Length(16) byte[] after) {}

  record Kin(int pid, int parent, @Length(16) byte[] name) {}

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    byte[] comm();

    int exitCode();

    long startTime();

    Task realParent();

    Signals signal();
  }

  @KernelStruct("signal_struct")
  interface Signals {
    short oomScoreAdj();
  }

  @KernelStruct("linux_binprm")
  interface Binary {
    long filename();
  }

  @KernelStruct("trace_event_raw_sys_enter")
  interface Entered {
    long[] args();
  }

  static final RingBuffer<Executed> EXECUTED = Maps.ringBuffer(1 << 18);
  static final RingBuffer<Ended> ENDED = Maps.ringBuffer(1 << 18);
  static final HashMap<Integer, Integer> FORKS = Maps.hash(10_240);
  static final HashMap<Received, Integer> SIGNALS = Maps.hash(10_240);
  static final RingBuffer<Killed> KILLED = Maps.ringBuffer(1 << 16);
  static final RingBuffer<Renamed> RENAMED = Maps.ringBuffer(1 << 16);
  static final HashMap<Integer, Integer> SCORES = Maps.hash(10_240);

  private ProcessTools() {}

  /** execsnoop: who becomes which program. */
  @BtfTracepoint("sched_process_exec")
  static void executed(Task task, int oldPid, Binary binary) {
    EXECUTED.emit(
        new Executed(
            task.tgid(),
            task.realParent().tgid(),
            task.comm(),
            Kernel.kernelString(binary.filename(), 64)));
  }

  /** exitsnoop: how processes end, and how old they became. */
  @BtfTracepoint("sched_process_exit")
  static void ended(Task task) {
    if (task.pid() == task.tgid()) {
      int code = task.exitCode();
      ENDED.emit(
          new Ended(task.tgid(), code & 0x7f, code >> 8, Kernel.nanoTime() - task.startTime()));
    }
  }

  /** Processes by the parent that made them; threads do not count. */
  @BtfTracepoint("sched_process_fork")
  static void forked(Task parent, Task child) {
    if (child.pid() == child.tgid()) {
      Integer before = FORKS.get(parent.tgid());
      FORKS.put(parent.tgid(), before == null ? 1 : before + 1);
    }
  }

  /** Signals by target and number, wherever they come from. */
  @BtfTracepoint("signal_generate")
  static void signalled(int signal, long info, Task task) {
    Received key = new Received(task.tgid(), signal);
    Integer before = SIGNALS.get(key);
    SIGNALS.put(key, before == null ? 1 : before + 1);
  }

  /** killsnoop: who sends a signal to whom by kill(2). */
  @Tracepoint("syscalls:sys_enter_kill")
  static void killed(Entered kill) {
    KILLED.emit(new Killed(Kernel.processId(), (int) kill.args()[0], (int) kill.args()[1]));
  }

  /** Threads that change their name. */
  @BtfTracepoint("task_rename")
  static void renamed(Task task, long name) {
    RENAMED.emit(new Renamed(task.pid(), task.comm(), Kernel.kernelString(name, 16)));
  }

  /** How ready processes were to be killed for memory, when that was changed. */
  @BtfTracepoint("oom_score_adj_update")
  static void scored(Task task) {
    SCORES.put(task.tgid(), (int) task.signal().oomScoreAdj());
  }

  /** pstree: every process and its parent. */
  @BpfIterator("task")
  static void kin(Task task, SeqFile<Kin> out) {
    if (task.pid() == task.tgid()) {
      out.write(new Kin(task.tgid(), task.realParent().tgid(), task.comm()));
    }
  }
}
