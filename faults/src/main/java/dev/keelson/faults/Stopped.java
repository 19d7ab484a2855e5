package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Pidfd;
import dev.keelson.linux.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * SIGSTOP, and SIGCONT a little later. A thread that always wants to run was stopped for as long as
 * it neither ran nor waited for a CPU, which the kernel counts.
 */
record Stopped() implements Scenario {
  private static final Duration LONG = Duration.ofMillis(60);

  // After SIGCONT each thread must have run again: what it waited is counted then.
  private static final Duration SETTLING = Duration.ofMillis(50);

  @Override
  public String name() {
    return "stop and continue";
  }

  @Override
  public List<String> work() {
    return List.of("spin", "2");
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    int tid = victim.thread("t-0");
    try (FileDescriptor process = Pidfd.open(victim.pid())) {
      List<Held> held = new ArrayList<>();
      List<Window> windows =
          Injection.repeat(
              time,
              () -> {
                long from = System.nanoTime();
                long before = Threads.runnableNanos(victim.pid(), tid);
                Pidfd.sendSignal(process, Signal.STOP);
                Injection.await(LONG);
                Pidfd.sendSignal(process, Signal.CONTINUE);
                Window window = new Window(0, from, System.nanoTime());
                Injection.await(SETTLING);
                long to = System.nanoTime();
                long runnable = Threads.runnableNanos(victim.pid(), tid) - before;
                held.add(new Held(tid, from, to, to - from - runnable));
                return window;
              });
      return List.of(new Fault(Claim.of(Mechanism.STOPPED), windows, held));
    }
  }
}
