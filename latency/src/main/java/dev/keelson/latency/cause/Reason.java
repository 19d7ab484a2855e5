package dev.keelson.latency.cause;

/** Why a thread was blocked. */
sealed interface Reason {
  /** By something that is no thread. */
  record Itself(Mechanism mechanism, String detail) implements Reason {}

  /**
   * By another thread.
   *
   * @param mechanism how
   * @param detail what it waited for
   * @param holder the thread whose time explains this one's; 0 if unknown
   */
  record Another(Mechanism mechanism, String detail, int holder) implements Reason {}

  /**
   * By a thread that does its part of the same thing: no link of its own.
   *
   * @param partner the thread; 0 if unknown
   */
  record Partner(int partner) implements Reason {}
}
