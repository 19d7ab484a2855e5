package dev.keelson.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * A program to be observed: keeps every CPU busy, and says how much it got done in a time and how
 * long each piece took. Words: what it does, for how long it does so before it counts and while it
 * counts, in seconds. Prints {@code ready}, and in the end {@code UNITS P99_MICROS}.
 */
public final class Load {
  // About half a millisecond of a request: some 5,000 switches a second on each CPU.
  private static final int STEPS_A_REQUEST = 300_000;
  private static final int STEPS_A_UNIT = 300_000;
  private static final int MOST_UNITS = 1_000_000;

  private static volatile boolean counting;
  private static volatile boolean ended;

  private Load() {}

  /** Runs it. */
  public static void main(String[] words) throws Exception {
    int threads = 2 * Runtime.getRuntime().availableProcessors();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Worker worker =
          switch (words[0]) {
            case "cpu" -> new Worker(() -> compute(STEPS_A_UNIT));
            case "requests" -> new Worker(client());
            default -> throw new IllegalArgumentException(words[0]);
          };
      workers.add(worker);
      worker.start();
    }
    PrintStream out = System.out;
    out.println("ready");
    Thread.sleep(Long.parseLong(words[1]) * 1_000);
    counting = true;
    long started = System.nanoTime();
    Thread.sleep(Long.parseLong(words[2]) * 1_000);
    counting = false;
    double seconds = (System.nanoTime() - started) / 1e9;
    ended = true;
    long[] nanos = workers.stream().flatMapToLong(Worker::nanos).sorted().toArray();
    out.printf(
        Locale.ROOT,
        "%.3f %.1f%n",
        nanos.length / seconds,
        nanos[(int) (0.99 * (nanos.length - 1))] / 1e3);
    System.exit(0);
  }

  /** Something to do again and again. */
  private interface Piece {
    void run() throws IOException;
  }

  private static final class Worker extends Thread {
    private final Piece piece;
    private final long[] nanos = new long[MOST_UNITS];
    private volatile int units;

    Worker(Piece piece) {
      this.piece = piece;
      setDaemon(true);
    }

    LongStream nanos() {
      return Arrays.stream(nanos, 0, units);
    }

    @Override
    public void run() {
      try {
        while (!ended) {
          long before = System.nanoTime();
          piece.run();
          int done = units;
          if (counting && done < MOST_UNITS) {
            nanos[done] = System.nanoTime() - before;
            units = done + 1;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final LongAdder RESULTS = new LongAdder();

  private static void compute(int steps) {
    long value = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      value ^= value << 13; // Marsaglia's xorshift: each step needs the one before
      value ^= value >>> 7;
      value ^= value << 17;
    }
    RESULTS.add(value);
  }

  /** One connection; the other end computes and answers. */
  private static Piece client() throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
    Socket accepted = listening.accept();
    listening.close();
    Thread server = new Thread(() -> serve(accepted));
    server.setDaemon(true);
    server.start();
    socket.setTcpNoDelay(true);
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    return () -> {
      out.write(1);
      if (in.read() < 0) {
        throw new IOException("the server has gone");
      }
    };
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      while (in.read() >= 0) {
        compute(STEPS_A_REQUEST);
        out.write(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
