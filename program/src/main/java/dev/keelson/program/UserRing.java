package dev.keelson.program;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A stream of records from user space to programs, which read it when they run; in user space
 * {@code loaded.sender(RING)} writes it. On the JVM {@link #send} does.
 */
public final class UserRing<T> {
  private final int sizeBytes;
  private final Deque<T> sent = new ArrayDeque<>();

  UserRing(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /**
   * Hands over the records that are there, 131,072 at most, each as it is at that moment.
   *
   * @return how many; negative when another program reads the ring at this time
   */
  public int drain(Consumer<? super T> handler) {
    int count = 0;
    while (!sent.isEmpty()) {
      handler.accept(sent.remove());
      count++;
    }
    return count;
  }

  /** Size in bytes, as declared. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** On the JVM only: what user space sends. */
  public void send(T message) {
    sent.add(StoredValue.copyOf(message));
  }
}
