package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Fields changed in one step: what was there, and what is there afterwards. */
public final class Atomics {
  static final class Window {
    int hits;
    long count;
  }

  static final Array<Window> WINDOWS = Maps.array(4);
  private static final VarHandle HITS;
  private static final VarHandle COUNT;
  private static final VarHandle TOTAL;
  private static final VarHandle LAST;
  static long total = 5;
  static int last;

  static {
    try {
      HITS = MethodHandles.lookup().findVarHandle(Window.class, "hits", int.class);
      COUNT = MethodHandles.lookup().findVarHandle(Window.class, "count", long.class);
      TOTAL = MethodHandles.lookup().findStaticVarHandle(Atomics.class, "total", long.class);
      LAST = MethodHandles.lookup().findStaticVarHandle(Atomics.class, "last", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Atomics() {}

  @SyscallProgram
  static void adds(Numbers n) {
    Window window = WINDOWS.get(n.c & 3);
    n.result = (long) COUNT.getAndAdd(window, n.a) + (int) HITS.getAndAdd(window, n.d);
    COUNT.getAndAdd(window, n.d);
    n.result = n.result * 31 + window.count;
    n.flag = window.hits;
  }

  @SyscallProgram
  static void bits(Numbers n) {
    Window window = WINDOWS.get(n.c & 3);
    n.result = (long) COUNT.getAndBitwiseOr(window, n.a);
    n.result += (long) COUNT.getAndBitwiseAndAcquire(window, n.b);
    n.result += (long) COUNT.getAndBitwiseXorRelease(window, n.a + n.b);
    n.flag = (int) HITS.getAndBitwiseOr(window, n.c) ^ (int) HITS.getAndBitwiseAnd(window, n.d);
    n.small = (short) (int) HITS.getAndBitwiseXor(window, n.d);
  }

  @SyscallProgram
  static void exchanges(Numbers n) {
    Window window = WINDOWS.get(n.c & 3);
    n.result = (long) COUNT.getAndSet(window, n.b);
    n.flag = (int) HITS.getAndSet(window, n.d);
  }

  @SyscallProgram
  static void comparesAndSets(Numbers n) {
    Window window = WINDOWS.get(n.c & 3);
    window.hits = n.c;
    n.flag = HITS.compareAndSet(window, n.d, 7) ? 1 : 2;
    if (HITS.compareAndSet(window, n.c, -9)) {
      n.flag += 10;
    }
    n.result = (long) COUNT.compareAndExchange(window, window.count & n.a, n.b);
    n.result ^= window.count + window.hits;
  }

  @SyscallProgram
  static void ofAnObjectOfItsOwn(Numbers n) {
    Window window = new Window();
    window.count = n.a;
    COUNT.getAndAdd(window, n.b);
    n.result = window.count;
    n.flag = COUNT.compareAndSet(window, n.a, 1L) ? 1 : 0;
  }

  @SyscallProgram
  static void ofNothing(Numbers n) {
    Window window = WINDOWS.get(n.c & 7);
    n.result = (long) COUNT.getAndAdd(window, 1L);
  }

  @SyscallProgram
  static void readsAndWritesInOrder(Numbers n) {
    Window window = WINDOWS.get(n.c & 3);
    COUNT.setVolatile(window, n.a);
    HITS.setRelease(window, n.c);
    n.result = (long) COUNT.getVolatile(window) + (int) HITS.getAcquire(window);
    COUNT.set(window, n.b);
    HITS.setOpaque(window, n.d);
    n.result = n.result * 31 + (long) COUNT.get(window) + (int) HITS.getOpaque(window);
  }

  @SyscallProgram
  static void ofStaticFields(Numbers n) {
    n.result = (long) TOTAL.getAndAdd(n.a);
    n.flag = (int) LAST.getAndSet(n.c);
    if (LAST.compareAndSet(n.c, n.d)) {
      n.small = (short) last;
    }
    TOTAL.setVolatile((long) TOTAL.getVolatile() + 1);
    n.result = n.result * 31 + total;
  }
}
