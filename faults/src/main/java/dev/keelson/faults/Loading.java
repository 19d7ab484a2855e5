package dev.keelson.faults;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Threads that want the same class at the same time; one of them loads it, and takes its time. */
final class Loading {
  private static final long LONG_ENOUGH = 5_000_000;
  private static final long WORK = 25_000_000;
  private static final int THREADS = 3;
  private static final String NAME = Loaded.class.getName();

  private final CyclicBarrier round = new CyclicBarrier(THREADS, this::nextRound);
  private volatile Slow loader = new Slow();

  private void nextRound() {
    loader = new Slow();
  }

  /** One of three threads. */
  void loads() {
    while (Telling.goesOn()) {
      Telling.pause(10);
      Slow mine = loader;
      long from = System.nanoTime();
      try {
        Class<?> _ = Class.forName(NAME, false, mine); // through the JVM, as code does
        if (mine.loading != Thread.currentThread()) {
          Telling.held(from, mine.loaded, LONG_ENOUGH);
        }
        round.await();
      } catch (ClassNotFoundException e) {
        throw new AssertionError("it is beside this one", e);
      } catch (InterruptedException | BrokenBarrierException e) {
        return;
      }
    }
  }

  /** Lets those go who wait for the others. */
  void ends() {
    while (Telling.goesOn()) {
      Telling.pause(50);
    }
    round.reset();
  }

  /** Has a class of its own of what is loaded again and again. */
  static class Fresh extends ClassLoader {
    static {
      ClassLoader.registerAsParallelCapable();
    }

    private static final Set<String> ITS_OWN =
        Set.of(Loaded.class.getName(), Sleepy.class.getName());

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!ITS_OWN.contains(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    Class<?> define(String name) throws ClassNotFoundException {
      String file = "/" + name.replace('.', '/') + ".class";
      try (InputStream in = Loading.class.getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static final class Slow extends Fresh {
    static {
      ClassLoader.registerAsParallelCapable();
    }

    private volatile Thread loading;
    private volatile long loaded;

    @Override
    Class<?> define(String name) throws ClassNotFoundException {
      loading = Thread.currentThread();
      Telling.busy(WORK);
      Class<?> made = super.define(name);
      loaded = System.nanoTime();
      return made;
    }
  }
}
