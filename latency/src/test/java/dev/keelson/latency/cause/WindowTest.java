package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long WINDOW = 1_000_000;

  @Property(tries = 100)
  void lookingOnChangesNothing(@ForAll long seed) {
    List<Fact> facts = AnyFactsTest.facts(new Random(seed));
    CauseAnalysis watched = analysis();
    CauseAnalysis unwatched = analysis();
    long now = 0;
    long from = 0;
    for (Fact fact : facts) {
      watched.accept(fact);
      unwatched.accept(fact);
      if (fact instanceof Turn turn) {
        now = Math.max(now, turn.endNanos());
        watched.settle(now);
        unwatched.settle(now);
        if (now - from > WINDOW) {
          Window window =
              watched.window(from, from + WINDOW, List.of(cut(turn.tid(), now + 5, 30_000)));
          assertThat(window.threads())
              .allSatisfy(thread -> assertThat(thread.nanos()).isBetween(1L, WINDOW));
          from += WINDOW;
        }
      }
    }
    assertThat(watched.finish()).isEqualTo(unwatched.finish());
  }

  @Test
  void aThreadThatStillWaitsIsSeenWaiting() {
    CauseAnalysis analysis = analysis();
    analysis.accept(new Fact.Named(7, 1, "t", ThreadRole.APPLICATION));

    Window window = analysis.window(0, WINDOW, List.of(cut(7, 3 * WINDOW, 3 * WINDOW - 200_000)));

    assertThat(window.threads())
        .containsExactly(
            new ThreadTime(
                7,
                "t",
                ThreadRole.APPLICATION,
                WINDOW,
                List.of(
                    new Part(Cause.of(Mechanism.RUN_QUEUE), 800_000, "hog"),
                    new Part(Cause.of(Mechanism.ON_CPU), 200_000, ""))));
    assertThat(analysis.window(0, WINDOW, List.of()).threads()).isEmpty();
  }

  /** A turn under way: it ran, and since then it waits for a CPU. */
  private static Turn cut(int tid, long nowNanos, long waitNanos) {
    return new Turn(
        tid,
        1,
        0,
        Turn.Kind.CUT,
        nowNanos,
        waitNanos,
        -1,
        Math.min(200_000, nowNanos - waitNanos),
        0,
        0,
        0,
        0,
        Blocked.NOT,
        new Occupant(9, 9, waitNanos, "hog"),
        "");
  }

  private static CauseAnalysis analysis() {
    return new CauseAnalysis(
        new CauseAnalysis.Settings(50, OptionalLong.empty(), 1_000, 500_000, 100_000_000),
        new Origin(0, 0),
        "x86_64");
  }
}
