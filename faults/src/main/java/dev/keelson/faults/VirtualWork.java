package dev.keelson.faults;

/** Virtual threads that are in each other's way. */
final class VirtualWork {
  private static final long LONG_ENOUGH = 5_000_000;

  private VirtualWork() {}

  /** Runs a virtual thread that sleeps within native code: it keeps its carrier. */
  static void pins() {
    Runnable sleep =
        () -> {
          long from = System.nanoTime();
          Telling.pause(30);
          Telling.held(from, System.nanoTime(), LONG_ENOUGH);
        };
    Object _ = System.getProperties().put(Sleepy.TASK, sleep);
    while (Telling.goesOn()) {
      Thread _ = Thread.ofVirtual().start(VirtualWork::sleepsWithinNativeCode);
      Telling.pause(50);
    }
  }

  /** Two virtual threads, one of which computes for long; the other one wants to run often. */
  static void starves() {
    Thread computing =
        Thread.ofVirtual()
            .start(() -> {
              while (Telling.goesOn()) {
                Telling.busy(40_000_000);
                Telling.pause(10);
              }
            });
    while (Telling.goesOn()) {
      long asked = System.nanoTime();
      join(Thread.ofVirtual().start(() -> Telling.held(asked, System.nanoTime(), LONG_ENOUGH)));
      Telling.pause(5);
    }
    join(computing);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Telling.end();
    }
  }

  /** In the initialiser of a class, which is called by native code of the JVM. */
  private static void sleepsWithinNativeCode() {
    try {
      Class<?> _ = Class.forName(Sleepy.class.getName(), true, new Loading.Fresh());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("it is beside this one", e);
    }
  }
}
