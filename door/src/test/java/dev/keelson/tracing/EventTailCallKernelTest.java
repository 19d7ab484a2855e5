package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.Tracepoint;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;

/** A program at a tracepoint that hands its event on; another one at the same place is witness. */
class EventTailCallKernelTest {
  static final class Forks {
    @KernelStruct("trace_event_raw_sched_process_fork")
    interface Fork {
      int parentPid();

      int childPid();
    }

    @KernelStruct("task_struct")
    interface Task {
      int pid();
    }

    static final HashMap<Integer, Integer> PARITIES = Maps.hash(4096);
    static final HashMap<Integer, Integer> PARENTS = Maps.hash(4096);
    static final ProgramArray<Fork> BY_PARITY = Maps.programs(Forks::even, Forks::odd);

    private Forks() {}

    @Tracepoint("sched:sched_process_fork")
    static int first(Fork fork) {
      return BY_PARITY.call(fork.childPid() & 1, fork, 0);
    }

    @Tracepoint("sched:sched_process_fork")
    static int even(Fork fork) {
      PARITIES.put(fork.childPid(), 2 * fork.parentPid());
      return 0;
    }

    @Tracepoint("sched:sched_process_fork")
    static int odd(Fork fork) {
      PARITIES.put(fork.childPid(), 2 * fork.parentPid() + 1);
      return 0;
    }

    @BtfTracepoint("sched_process_fork")
    static void witness(Task parent, Task child) {
      PARENTS.put(child.pid(), parent.pid());
    }
  }

  @KernelTest
  void theEventGoesOnToTheProgramOfItsNumber() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Forks.class, MethodHandles.lookup()).load();
        Attachment _ = loaded.attach("witness");
        Attachment _ = loaded.attach("first")) {
      for (int i = 0; i < 6; i++) {
        Process child = new ProcessBuilder("true").start();
        int pid = Math.toIntExact(child.pid());
        assertThat(child.waitFor()).isZero();
        int parent = loaded.map(Forks.PARENTS).get(pid);
        assertThat(loaded.map(Forks.PARITIES).get(pid)).isEqualTo(2 * parent + (pid & 1));
      }
    }
  }
}
