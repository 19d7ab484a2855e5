package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A cgroup that is short of memory: who writes to files has to make room first, and the disk takes
 * its time.
 */
record Reclaimed(Deque<SlowDevice> device, Deque<Cgroup> group) implements Scenario {
  private static final String BYTES = Long.toString(100L << 20);
  private static final long BYTES_A_SECOND = 30_000_000;

  Reclaimed() {
    this(new ArrayDeque<>(), new ArrayDeque<>());
  }

  @Override
  public String name() {
    return "memory cgroup at its limit";
  }

  // From its beginning: memory that it has when it comes into a group is not the group's.
  @Override
  public List<String> prefix() {
    try {
      group.push(Cgroup.of("memory"));
      group
          .element()
          .set(group.element().isFirst() ? "memory.limit_in_bytes" : "memory.max", BYTES);
      return group.element().prefix();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> flags() {
    return List.of("-Xmx32m", "-XX:+UseSerialGC");
  }

  @Override
  public List<String> work() {
    try {
      device.push(SlowDevice.create("noatime", "blkio.throttle.write_bps_device", BYTES_A_SECOND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of("write", device.element().folder().resolve("file").toString());
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time) throws InterruptedException {
    Injection.await(time);
    return List.of(Told.of(victim, Claim.of(Mechanism.RECLAIM)));
  }

  @Override
  public void cleanUp() throws IOException {
    if (!group.isEmpty()) {
      group.pop().close();
    }
    if (!device.isEmpty()) {
      device.pop().close();
    }
  }
}
