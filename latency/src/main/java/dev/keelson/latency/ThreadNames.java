package dev.keelson.latency;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Names of threads, the latest that passed by; who never did is asked for once. Mutable, confined
 * to one thread.
 */
final class ThreadNames {
  // A machine that starts threads all the time must not fill our memory with their names.
  private static final int REMEMBERED = 10_000;

  /**
   * A name as the kernel has it, TASK_COMM_LEN of include/linux/sched.h, and as text: of the names
   * that pass by nearly all are known, and comparing four numbers tells.
   */
  private record Name(int first, int second, int third, int fourth, String text) {
    boolean isOf(int one, int two, int three, int four) {
      return first == one && second == two && third == three && fourth == four;
    }
  }

  private final Map<Integer, Name> names = new HashMap<>();
  private final IntFunction<String> ask;

  /**
   * Without any.
   *
   * @param ask the name of a thread that did not pass by; empty if unknown
   */
  ThreadNames(IntFunction<String> ask) {
    this.ask = ask;
  }

  /** A thread has just been seen under that name: its 16 bytes, four at a time. */
  void seen(int tid, int first, int second, int third, int fourth) {
    Name known = names.get(tid);
    if (known == null || !known.isOf(first, second, third, fourth)) {
      remember(tid, new Name(first, second, third, fourth, text(first, second, third, fourth)));
    }
  }

  /** Its name; empty if unknown. */
  String of(int tid) {
    Name known = names.get(tid);
    if (known == null) {
      known = new Name(0, 0, 0, 0, ask.apply(tid));
      remember(tid, known);
    }
    return known.text();
  }

  private void remember(int tid, Name name) {
    if (names.size() >= REMEMBERED) {
      names.clear();
    }
    names.put(tid, name);
  }

  /** Up to its first 0, as UTF-8; a cut character becomes U+FFFD. */
  private static String text(int... parts) {
    ByteBuffer bytes =
        ByteBuffer.allocate(parts.length * Integer.BYTES).order(ByteOrder.nativeOrder());
    bytes.asIntBuffer().put(parts);
    int length = 0;
    while (length < bytes.capacity() && bytes.get(length) != 0) {
      length++;
    }
    return new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
  }
}
