package dev.keelson.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Two faults at once: one of the victim's own making, and one that is done to it from outside. Of
 * the second one there is no account here: its usual one is of threads that always want to run.
 */
record Mixed(Scenario own, Scenario outside) implements Scenario {
  @Override
  public String name() {
    return own.name() + " + " + outside.name();
  }

  @Override
  public List<String> prefix() {
    return outside.prefix();
  }

  @Override
  public List<String> flags() {
    return own.flags();
  }

  @Override
  public List<String> work() {
    return own.work();
  }

  @Override
  public Duration shortest() {
    return own.shortest();
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    FutureTask<List<Fault>> beside = new FutureTask<>(() -> outside.inject(victim, time));
    Thread _ = Thread.ofPlatform().daemon().start(beside);
    List<Fault> faults = new ArrayList<>(own.inject(victim, time));
    try {
      for (Fault fault : beside.get()) {
        faults.add(new Fault(fault.claim(), fault.windows(), List.of()));
      }
    } catch (ExecutionException e) {
      throw new IOException(outside.name() + " could not be injected", e.getCause());
    }
    return faults;
  }

  @Override
  public void cleanUp() throws IOException {
    own.cleanUp();
    outside.cleanUp();
  }
}
