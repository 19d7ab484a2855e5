package dev.keelson.program;

import java.util.function.ToIntFunction;

/**
 * Declares maps: {@code static final HashMap<Integer, Long> QUEUED = Maps.hash(16_384);}. Keys and
 * values are {@code Integer}, {@code Long}, {@code Short}, {@code Byte}, {@code Character}, {@code
 * Boolean}, a record of primitives, or (values only) a plain class with primitive fields. The
 * compiler reads the declaration and never runs it; on the JVM the object is a working double.
 */
public final class Maps {
  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Maps() {}

  /**
   * A hash map with memory for all entries set aside.
   *
   * @param maxEntries at least 1; a constant
   */
  public static <K, V> HashMap<K, V> hash(int maxEntries) {
    return new HashMap<>(caller(), positive(maxEntries), false, false);
  }

  /**
   * A hash map that forgets the least recently used entry instead of refusing a new one.
   *
   * @param maxEntries at least 1; a constant
   */
  public static <K, V> HashMap<K, V> lruHash(int maxEntries) {
    return new HashMap<>(caller(), positive(maxEntries), true, false);
  }

  /**
   * A hash map in which every CPU has a value of its own.
   *
   * @param maxEntries at least 1; a constant
   */
  public static <K, V> HashMap<K, V> perCpuHash(int maxEntries) {
    return new HashMap<>(caller(), positive(maxEntries), false, true);
  }

  /**
   * An array of zeroed values, indexed from 0.
   *
   * @param length at least 1; a constant
   */
  public static <V> Array<V> array(int length) {
    return new Array<>(caller(), positive(length), false);
  }

  /**
   * An array in which every CPU has values of its own.
   *
   * @param length at least 1; a constant
   */
  public static <V> Array<V> perCpuArray(int length) {
    return new Array<>(caller(), positive(length), true);
  }

  /**
   * A value for each task that asks for one, as long as it lives. Linux 5.11.
   *
   * @param <T> a {@code @KernelStruct("task_struct")} interface
   */
  public static <T, V> LocalStorage<T, V> taskStorage() {
    return new LocalStorage<>(caller());
  }

  /**
   * A value for each cgroup (version 2) that asks for one, as long as it lives. Linux 6.2.
   *
   * @param <T> a {@code @KernelStruct("cgroup")} interface
   */
  public static <T, V> LocalStorage<T, V> cgroupStorage() {
    return new LocalStorage<>(caller());
  }

  /**
   * A ring buffer to user space.
   *
   * @param sizeBytes a power of two and a multiple of the page size; a constant
   */
  public static <T> RingBuffer<T> ringBuffer(int sizeBytes) {
    return new RingBuffer<>(sizeBytes);
  }

  /**
   * A ring buffer from user space to programs. Linux 6.1.
   *
   * @param sizeBytes a power of two and a multiple of the page size; a constant
   */
  public static <T> UserRing<T> userRing(int sizeBytes) {
    return new UserRing<>(sizeBytes);
  }

  /**
   * Call stacks, each kept once. Linux 4.6.
   *
   * @param stacks different ones at most; a constant
   */
  public static StackTraces stackTraces(int stacks) {
    return new StackTraces(positive(stacks));
  }

  /**
   * Programs that others hand their packet on to: {@code Maps.programs(Parser::ip, Parser::arp)}.
   *
   * @param programs methods of the declaring class with one and the same kind of annotation, {@link
   *     Xdp}, {@link Tc}, or {@link Tracepoint} where they take the event
   */
  @SafeVarargs
  public static <C> ProgramArray<C> programs(ToIntFunction<C>... programs) {
    ProgramArray<C> array = new ProgramArray<>();
    for (ToIntFunction<C> program : programs) {
      array.add(program);
    }
    return array;
  }

  /** The class whose initialiser makes a map. */
  private static Declaration caller() {
    return new Declaration(
        CALLERS.walk(frames ->
            frames
                .map(StackWalker.StackFrame::getDeclaringClass)
                .dropWhile(type -> type == Maps.class)
                .findFirst()
                .orElseThrow()));
  }

  private static int positive(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a map has room for at least 1 value, not " + size);
    }
    return size;
  }
}
