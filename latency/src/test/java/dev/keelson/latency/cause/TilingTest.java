package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TilingTest {
  private static final Cause LOCK = Cause.of(Mechanism.LOCK);

  @Test
  void aHoleIsUnexplained() {
    Tiling tiling = new Tiling(10, 30);
    tiling.coverUpTo(20, LOCK, "x");

    assertThat(tiling.spans())
        .containsExactly(new Span(10, 20, LOCK, "x"), new Span(20, 30, Cause.UNEXPLAINED, ""));
  }

  @Test
  void whatIsCoveredStays() {
    Tiling tiling = new Tiling(10, 30);
    tiling.coverUpTo(25, LOCK, "x");
    tiling.coverUpTo(20, Cause.of(Mechanism.DISK), "y");
    tiling.coverUpTo(99, LOCK, "x");

    assertThat(tiling.spans()).containsExactly(new Span(10, 30, LOCK, "x"));
  }

  @Test
  void anIntervalThatEndsBeforeItBeginsIsNone() {
    assertThatThrownBy(() -> new Tiling(30, 10)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void theSpansLieEndToEndFromTheBeginningToTheEnd(
      @ForAll long seed,
      @ForAll @IntRange(max = 20) int covers,
      @ForAll @IntRange(min = 1) int end) {
    Random random = new Random(seed);
    Tiling tiling = new Tiling(0, end);
    for (int i = 0; i < covers; i++) {
      tiling.coverUpTo(
          random.nextLong(-end, 2L * end),
          Cause.of(random.nextBoolean() ? Mechanism.LOCK : Mechanism.DISK),
          random.nextBoolean() ? "x" : "");
    }

    List<Span> spans = tiling.spans();
    long at = 0;
    for (Span span : spans) {
      assertThat(span.fromNanos()).isEqualTo(at);
      assertThat(span.toNanos()).isGreaterThan(at);
      at = span.toNanos();
    }
    assertThat(at).isEqualTo(end);
  }
}
