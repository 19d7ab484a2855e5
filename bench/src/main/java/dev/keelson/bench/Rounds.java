package dev.keelson.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What both sides gave, round by round.
 *
 * @param ours one entry a round
 * @param peer the same rounds
 */
record Rounds<T>(List<T> ours, List<T> peer) {
  Rounds {
    ours = List.copyOf(ours);
    peer = List.copyOf(peer);
    if (ours.size() != peer.size() || ours.isEmpty()) {
      throw new IllegalArgumentException(
          "%d rounds of ours and %d of the peer; expected as many, at least one"
              .formatted(ours.size(), peer.size()));
    }
  }

  /** The outcome of one figure of the measurements. */
  Outcome outcome(String name, String unit, double goal, ToDoubleFunction<T> figure) {
    return Outcome.of(
        name,
        unit,
        goal,
        ours.stream().map(figure::applyAsDouble).toList(),
        peer.stream().map(figure::applyAsDouble).toList());
  }
}
