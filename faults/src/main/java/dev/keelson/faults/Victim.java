package dev.keelson.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The JVM that suffers: does one kind of work until its standard input ends. Where the fault is of
 * its own making it says on standard output when: {@code TID FROM TO}, CLOCK_MONOTONIC.
 */
final class Victim {
  private static final Object MONITOR = new Object();
  private static final Lock LOCK = new ReentrantLock();
  private static volatile boolean running = true;

  private Victim() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Runnable> work =
        switch (arguments[0]) {
          case "spin" -> List.of(Victim::spins, Victim::spins);
          case "monitor" ->
              List.of(Victim::locksMonitor, Victim::locksMonitor, Victim::locksMonitor);
          case "lock" -> List.of(Victim::locks, Victim::locks, Victim::locks);
          case "allocate" -> List.of(Victim::allocates, Victim::allocates);
          case "loop" -> List.of(Victim::loops, Victim::stopsTheWorld);
          case "ask" -> List.of(() -> asks(Integer.parseInt(arguments[1])));
          case "idle" -> List.of();
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.out.println("ready");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < work.size(); i++) {
      threads.add(Thread.ofPlatform().name("t-" + i).start(work.get(i)));
    }
    while (System.in.read() >= 0) {
      // until it ends
    }
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void spins() {
    while (running) {
      Thread.onSpinWait();
    }
  }

  private static void busy(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Says that a thread waited until now, 0 for all, if it was so long. */
  private static void tell(String tid, long from, long longEnough) {
    long now = System.nanoTime();
    if (now - from >= longEnough) {
      System.out.println(tid + " " + from + " " + now);
    }
  }

  /** The kernel's number of this thread: /proc/thread-self leads to PID/task/TID, proc(5). */
  private static String tid() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      running = false;
    }
  }

  private static void locksMonitor() {
    while (running) {
      long from = System.nanoTime();
      synchronized (MONITOR) {
        tell(tid(), from, 5_000_000);
        busy(12_000_000);
      }
      pause(5);
    }
  }

  private static void locks() {
    while (running) {
      long from = System.nanoTime();
      LOCK.lock();
      try {
        tell(tid(), from, 5_000_000);
        busy(12_000_000);
      } finally {
        LOCK.unlock();
      }
      pause(5);
    }
  }

  private static void allocates() {
    List<byte[]> kept = new ArrayList<>();
    while (running) {
      for (int i = 0; i < 100; i++) {
        kept.add(new byte[10_000]);
      }
      if (kept.size() > 8_000) {
        kept.subList(0, 6_000).clear();
      }
    }
  }

  // A counted loop, compiled without polls: the flags of the scenario see to that.
  private static void loops() {
    while (running) {
      pause(20 + (counted(150_000_000) & 1)); // uses the sum: nobody may leave it out
    }
  }

  private static int counted(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += (sum ^ i) % 7;
    }
    return sum;
  }

  private static void stopsTheWorld() {
    while (running) {
      long from = System.nanoTime();
      int threads = Thread.getAllStackTraces().size();
      tell("0", from, 20_000_000); // all threads are held up
      pause(30 + (threads & 1));
    }
  }

  private static void asks(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      while (running) {
        long from = System.nanoTime();
        out.write(1);
        int answer = in.read();
        if (answer < 0) {
          return;
        }
        tell(tid(), from, 5_000_000);
        busy(1_000_000);
      }
    } catch (IOException e) {
      running = false;
    }
  }
}
