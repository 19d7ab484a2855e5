package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A storm of minor page faults, and all those pages taken out of the map again: who wants to change
 * the map then has to wait.
 */
record Unmapped(Path file) implements Scenario {
  private static final int SIZE = 512 << 20;

  Unmapped() {
    this(Path.of("/dev/shm/keelson-faults-" + ProcessHandle.current().pid()));
  }

  @Override
  public String name() {
    return "storm of minor page faults";
  }

  @Override
  public List<String> work() {
    SlowDisk.create(file, SIZE);
    return List.of("unmap", file.toString());
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time) throws InterruptedException {
    Injection.await(time);
    return List.of(Told.of(victim, Claim.of(Mechanism.PAGE_FAULT)));
  }

  @Override
  public void cleanUp() throws IOException {
    Files.deleteIfExists(file);
  }
}
