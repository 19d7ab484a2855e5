package dev.keelson.latency.cause;

import java.util.Optional;

/**
 * What has been found on the way to a thread: nothing when its own interval is explained, a lock
 * when it is followed as the holder of one.
 *
 * @param cause the causes so far; empty at the start
 * @param detail what there is to say of them
 */
record Trail(Optional<Cause> cause, String detail) {
  static final Trail START = new Trail(Optional.empty(), "");

  boolean isStart() {
    return cause.isEmpty();
  }

  /** The way, one step on. */
  Trail to(Mechanism mechanism, String more) {
    Cause next = cause.map(so -> so.behind(mechanism)).orElseGet(() -> Cause.of(mechanism));
    return new Trail(Optional.of(next), next.equals(cause.orElse(null)) ? detail : join(more));
  }

  /** The causes if the way ends here, with that one. */
  Cause end(Mechanism mechanism) {
    return cause.map(so -> so.behind(mechanism)).orElseGet(() -> Cause.of(mechanism));
  }

  private String join(String more) {
    if (more.isEmpty() || detail.contains(more)) {
      return detail;
    }
    return detail.isEmpty() ? more : detail + ", " + more;
  }
}
