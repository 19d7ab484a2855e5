package dev.keelson.jvm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Observes a JVM until it is ended itself; says when all channels are open, and what is missing.
 */
final class ObserverMain {
  private ObserverMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    long begun = System.nanoTime();
    JvmObservation jvm =
        JvmObservation.open(
            Integer.parseInt(arguments[0]), ObservationSettings.STANDARD, event -> {});
    boolean open = jvm.awaitOpen(Duration.ofSeconds(30));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    System.out.println((open ? "open after " + millis + " ms" : "not open") + jvm.missing());
    Thread.currentThread().join(); // until a signal
  }
}
