package dev.keelson.examples;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import java.lang.invoke.MethodHandles;
import java.time.Duration;

/** Every program that is executed, and how long it lived and how it ended. */
public final class ProcessLifetimes {
  /** One process that has ended; {@code exitCode} as wait(2) encodes it: status in bits 8 to 15. */
  record Lifetime(int pid, int parent, int exitCode, long nanos) {}

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    int exitCode();

    Task realParent();
  }

  static final HashMap<Integer, Long> STARTED = Maps.hash(16_384); // process id -> when it executed
  static final RingBuffer<Lifetime> ENDED = Maps.ringBuffer(1 << 18);

  private ProcessLifetimes() {}

  /** Prints each process that ends, until Ctrl-C. */
  public static void main(String[] arguments) {
    try (LoadedProgram loaded =
            Keelson.program(ProcessLifetimes.class, MethodHandles.lookup()).load();
        EventRing<Lifetime> ended = loaded.ring(ENDED);
        AttachedPrograms _ = loaded.attachAll()) {
      while (true) {
        ended.poll(Duration.ofSeconds(1), System.out::println);
      }
    }
  }

  @BtfTracepoint("sched_process_exec")
  static void executed(Task task) {
    STARTED.put(task.tgid(), Kernel.nanoTime());
  }

  @BtfTracepoint("sched_process_exit")
  static void exited(Task task) {
    if (task.pid() != task.tgid()) {
      return; // one thread of several
    }
    Long since = STARTED.remove(task.tgid());
    Task parent = task.realParent();
    if (since != null && parent != null) {
      ENDED.emit(
          new Lifetime(task.tgid(), parent.tgid(), task.exitCode(), Kernel.nanoTime() - since));
    }
  }
}
