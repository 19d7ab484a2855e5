package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A server that takes its time; its own log says when it had a request that it had not answered.
 */
record SlowServer(ServerSocket server, List<Window> log) implements Scenario {
  private static final Duration THOUGHT = Duration.ofMillis(25);

  SlowServer() {
    this(open(), Collections.synchronizedList(new ArrayList<>()));
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
        long from = System.nanoTime();
        Injection.await(THOUGHT);
        log.add(new Window(0, from, System.nanoTime()));
        out.write(1);
      }
    } catch (IOException | InterruptedException e) {
      // the victim has gone
    }
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time) throws InterruptedException {
    int tid = victim.thread("t-0");
    Injection.await(time);
    synchronized (log) {
      return List.of(
          Fault.all(
              Claim.of(Mechanism.NETWORK),
              log.stream().map(one -> new Window(tid, one.fromNanos(), one.toNanos())).toList()));
    }
  }
}
