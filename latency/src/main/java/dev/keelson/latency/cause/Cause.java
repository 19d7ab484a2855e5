package dev.keelson.latency.cause;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why time passed, followed through: a lock whose holder was throttled is {@code lock > throttled}.
 *
 * @param chain from what held the thread up itself to what was behind it; at least one, and no two
 *     alike in a row
 */
public record Cause(List<Mechanism> chain) {
  /** Nothing that was observed explains it. */
  public static final Cause UNEXPLAINED = of(Mechanism.UNEXPLAINED);

  // Longer chains say nothing that a person would act on: the first link is where it was felt,
  // the last what to change.
  private static final int MOST_LINKS = 3;

  public Cause {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("A cause has at least one link.");
    }
  }

  /** A cause with nothing behind it. */
  public static Cause of(Mechanism mechanism) {
    return new Cause(List.of(mechanism));
  }

  /**
   * This cause with another behind it. The holder's own work, its idling and what is unknown of it
   * add nothing: the lock itself is then the cause.
   */
  public Cause behind(Mechanism mechanism) {
    return switch (mechanism) {
      case ON_CPU, IDLE, UNEXPLAINED -> this;
      default -> {
        if (chain.getLast() == mechanism) {
          yield this;
        }
        List<Mechanism> longer = new ArrayList<>(chain);
        if (longer.size() == MOST_LINKS) {
          longer.removeLast();
        }
        if (longer.getLast() != mechanism) {
          longer.add(mechanism);
        }
        yield new Cause(longer);
      }
    };
  }

  /** Where it was felt. */
  public Mechanism first() {
    return chain.getFirst();
  }

  /** What was behind it all. */
  public Mechanism last() {
    return chain.getLast();
  }

  /** As every output spells it. */
  public String text() {
    return chain.stream().map(Mechanism::word).collect(Collectors.joining(" > "));
  }

  @Override
  public String toString() {
    return text();
  }
}
