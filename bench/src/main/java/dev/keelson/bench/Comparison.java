package dev.keelson.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Two ways of doing one thing, measured alternately: every round runs both, and rounds take turns
 * in who goes first, so that drift of the machine and warm caches favour neither.
 *
 * @param ours one measurement of ours
 * @param peer one measurement of the peer
 * @param <T> what a measurement gives
 */
record Comparison<T>(Callable<T> ours, Callable<T> peer) {

  /** Runs {@code warmup} rounds for nothing and then {@code rounds} that count. */
  Rounds<T> run(int warmup, int rounds) throws Exception {
    List<T> oursSeen = new ArrayList<>();
    List<T> peerSeen = new ArrayList<>();
    for (int round = -warmup; round < rounds; round++) {
      T mine;
      T theirs;
      if ((round & 1) == 0) {
        mine = ours.call();
        theirs = peer.call();
      } else {
        theirs = peer.call();
        mine = ours.call();
      }
      if (round >= 0) {
        oursSeen.add(mine);
        peerSeen.add(theirs);
      }
    }
    return new Rounds<>(oursSeen, peerSeen);
  }
}
