package dev.keelson.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the victim's kinds of work share: how long they go on, what they tell. */
final class Telling {
  private static volatile boolean running = true;

  private Telling() {}

  static boolean goesOn() {
    return running;
  }

  static void end() {
    running = false;
  }

  /** Says that this thread was held up, if for so long. */
  static void held(long from, long to, long longEnough) {
    held(from, to, to - from, longEnough);
  }

  /** Says that between these times this thread was held up for so long, if that is long enough. */
  static void held(long from, long to, long nanos, long longEnough) {
    if (nanos >= longEnough) {
      System.out.println(tid() + " " + from + " " + to + " " + nanos);
    }
  }

  /** The kernel's number of this thread: /proc/thread-self leads to PID/task/TID, proc(5). */
  static int tid() {
    try {
      return Integer.parseInt(
          Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void busy(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      running = false;
    }
  }
}
