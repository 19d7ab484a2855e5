package dev.keelson.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The JVM that suffers: does one kind of work until its standard input ends. On standard output it
 * says what the numbers of its threads are, {@code thread NAME TID}, and where a fault is of its
 * own making when that was: {@code TID FROM TO NANOS}, CLOCK_MONOTONIC, and for how long of that
 * time it was held up.
 */
final class Victim {
  private Victim() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Runnable> work =
        VictimWork.of(arguments[0], List.of(arguments).subList(1, arguments.length));
    CountDownLatch started = new CountDownLatch(work.size());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < work.size(); i++) {
      Runnable task = work.get(i);
      String name = "t-" + i;
      threads.add(
          Thread.ofPlatform()
              .name(name)
              .start(() -> {
                System.out.println("thread " + name + " " + Telling.tid());
                started.countDown();
                task.run();
              }));
    }
    started.await();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // until it ends
    }
    Telling.end();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
