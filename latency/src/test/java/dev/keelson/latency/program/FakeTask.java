package dev.keelson.latency.program;

import java.nio.charset.StandardCharsets;

/** A task as a tracepoint passes it. */
record FakeTask(
    int pid,
    int tgid,
    int onCpu,
    int state,
    String name,
    int flags,
    boolean inIowait,
    int throttled,
    Task.Entity se)
    implements Task {
  // PF_KTHREAD and PF_RANDOMIZE, include/linux/sched.h: the first has no registers of user space.
  private static final int KERNEL_THREAD = 0x0020_0000;
  private static final int PROGRAM = 0x0040_0000;

  FakeTask(int pid, int tgid, int onCpu, int state, String name) {
    this(pid, tgid, onCpu, state, name, KERNEL_THREAD, false, 0, new Entity() {});
  }

  FakeTask inUserSpace() {
    return new FakeTask(pid, tgid, onCpu, state, name, PROGRAM, inIowait, throttled, se);
  }

  FakeTask waitingForDisk() {
    return new FakeTask(pid, tgid, onCpu, state, name, flags, true, throttled, se);
  }

  /** As Linux 6.18 does it, thread by thread. */
  FakeTask throttledIn(Task.Queue queue) {
    return new FakeTask(pid, tgid, onCpu, state, name, flags, inIowait, 1, new Level(queue, null));
  }

  /** As before, with all threads of the queue. */
  FakeTask in(Task.Queue queue) {
    return new FakeTask(pid, tgid, onCpu, state, name, flags, inIowait, -1, new Level(queue, null));
  }

  @Override
  public byte[] comm() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  record Level(Task.Queue cfsRq, Task.Entity parent) implements Task.Entity {
    @Override
    public long queueAddress() {
      return 4711;
    }
  }

  record Queue(int throttled, int throttleCount, long runtimeRemaining, Task.Group tg)
      implements Task.Queue {}

  record Group(long quota, long periodTimer, long slackTimer) implements Task.Group {}
}
