package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The faults that are injected. */
final class Scenarios {
  private static final Duration FAULT = Duration.ofMillis(60);
  private static final Duration BETWEEN = Duration.ofMillis(150);

  private Scenarios() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(new Stopped());
    all.add(new Hog());
    all.add(new Throttled());
    Duration wait = Duration.ofMillis(5);
    all.add(new Told("monitor convoy", "monitor", Claim.of(Mechanism.LOCK), wait, List.of()));
    all.add(new Told("lock convoy", "lock", Claim.of(Mechanism.LOCK), wait, List.of()));
    for (String collector : List.of("Serial", "Parallel", "G1")) {
      all.add(new Collections(collector));
    }
    all.add(
        new Told(
            "counted loop",
            "loop",
            Claim.of(Mechanism.TIME_TO_SAFEPOINT),
            Duration.ofMillis(20),
            List.of("-XX:LoopStripMiningIter=0", "-XX:-UseCountedLoopSafepoints")));
    all.add(new SlowServer());
    return all;
  }

  private static void await(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** What is done and undone again. */
  private interface Fault {
    void happens() throws IOException, InterruptedException;
  }

  /** Again and again for so long, with times between in which all is well. */
  private static List<Window> repeat(Duration time, Fault fault)
      throws IOException, InterruptedException {
    List<Window> windows = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      await(BETWEEN);
      long from = System.nanoTime();
      fault.happens();
      windows.add(new Window(0, from, System.nanoTime()));
    }
    return windows;
  }

  /** SIGSTOP, and SIGCONT a little later. */
  private record Stopped() implements Scenario {
    @Override
    public String name() {
      return "stop and continue";
    }

    @Override
    public Claim claim() {
      return Claim.of(Mechanism.STOPPED);
    }

    @Override
    public List<String> work() {
      return List.of("spin");
    }

    @Override
    public List<Window> inject(VictimProcess victim, Duration time)
        throws IOException, InterruptedException {
      return repeat(
          time,
          () -> {
            signal("STOP", victim.pid());
            await(FAULT);
            signal("CONT", victim.pid());
          });
    }

    private static void signal(String signal, int pid) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + signal, Integer.toString(pid)).start().waitFor();
    }
  }

  /** A process that wants the one CPU on which the victim runs. */
  private record Hog() implements Scenario {
    @Override
    public String name() {
      return "hog on the same CPU";
    }

    @Override
    public Claim claim() {
      return new Claim(Set.of(Mechanism.RUN_QUEUE), "yes");
    }

    @Override
    public List<String> prefix() {
      return List.of("taskset", "-c", "0");
    }

    @Override
    public List<String> work() {
      return List.of("spin");
    }

    @Override
    public Duration shortest() {
      return Duration.ofMillis(2);
    }

    @Override
    public List<Window> inject(VictimProcess victim, Duration time)
        throws IOException, InterruptedException {
      return repeat(
          time,
          () -> {
            Process hog =
                new ProcessBuilder("taskset", "-c", "0", "yes")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
              await(FAULT.multipliedBy(5));
            } finally {
              hog.destroyForcibly().waitFor();
            }
          });
    }
  }

  /** A cgroup with a quota, in which the victim is for a while. */
  private record Throttled() implements Scenario {
    private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    @Override
    public String name() {
      return "cgroup quota";
    }

    @Override
    public Claim claim() {
      return Claim.of(Mechanism.THROTTLED);
    }

    @Override
    public List<String> work() {
      return List.of("spin");
    }

    @Override
    public List<Window> inject(VictimProcess victim, Duration time)
        throws IOException, InterruptedException {
      boolean first = Files.exists(V1.resolve("cpu.cfs_quota_us"));
      Path group = (first ? V1 : V2).resolve("keelson-faults-" + ProcessHandle.current().pid());
      Files.createDirectory(group);
      try {
        Files.writeString(group.resolve("cgroup.procs"), Integer.toString(victim.pid()));
        return repeat(
            time,
            () -> {
              quota(group, first, 30_000);
              await(FAULT.multipliedBy(10));
              quota(group, first, -1);
            });
      } finally {
        Files.writeString(
            group.getParent().resolve("cgroup.procs"), Integer.toString(victim.pid()));
        Files.delete(group);
      }
    }

    private static void quota(Path group, boolean first, long micros) throws IOException {
      if (first) {
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(micros));
      } else {
        Files.writeString(group.resolve("cpu.max"), (micros < 0 ? "max" : micros) + " 100000");
      }
    }
  }

  /** A fault of the victim's own making, which tells when it was there. */
  private record Told(String name, String kind, Claim claim, Duration shortest, List<String> flags)
      implements Scenario {
    @Override
    public List<String> work() {
      return List.of(kind);
    }
  }

  /** Garbage collections, as the JVM's own log has them. */
  private record Collections(String collector) implements Scenario {
    @Override
    public String name() {
      return collector + " collections";
    }

    @Override
    public Claim claim() {
      return Claim.of(Mechanism.GC_PAUSE);
    }

    @Override
    public List<String> flags() {
      return List.of(
          "-XX:+Use" + collector + "GC", "-Xlog:safepoint:file=" + log() + ":tn:filecount=0");
    }

    @Override
    public List<String> work() {
      return List.of("allocate");
    }

    @Override
    public Duration shortest() {
      return Duration.ofMillis(3);
    }

    private Path log() {
      return Path.of(
          System.getProperty("java.io.tmpdir"),
          "keelson-faults-" + ProcessHandle.current().pid() + "-" + collector + ".log");
    }

    @Override
    public List<Window> inject(VictimProcess victim, Duration time)
        throws IOException, InterruptedException {
      await(time);
      try (Stream<String> lines = Files.lines(log())) {
        return lines.flatMap(line -> SafepointLine.collection(line).stream()).toList();
      } finally {
        Files.delete(log());
      }
    }
  }

  /** A server that takes its time. */
  private record SlowServer(ServerSocket server) implements Scenario {
    SlowServer() {
      this(open());
    }

    private static ServerSocket open() {
      try {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String name() {
      return "slow server";
    }

    @Override
    public Claim claim() {
      return Claim.of(Mechanism.NETWORK);
    }

    @Override
    public List<String> work() {
      Thread _ = Thread.ofPlatform().daemon().start(this::serve);
      return List.of("ask", Integer.toString(server.getLocalPort()));
    }

    private void serve() {
      try (server;
          Socket socket = server.accept();
          InputStream in = socket.getInputStream();
          OutputStream out = socket.getOutputStream()) {
        while (in.read() >= 0) {
          await(Duration.ofMillis(25));
          out.write(1);
        }
      } catch (IOException | InterruptedException e) {
        // the victim has gone
      }
    }
  }
}
