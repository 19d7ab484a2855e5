package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.cause.ThreadTime;
import dev.keelson.latency.cause.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondsTest {
  private static final long SECOND = 1_000_000_000;
  private static final Origin ORIGIN = new Origin(5 * SECOND, 0);

  private final Seconds seconds = new Seconds(ORIGIN, 2 * SECOND);

  @Test
  void aSecondIsDueWhenTheLatestFactsOfItHaveCome() {
    assertThat(seconds.isDue(8 * SECOND - 1)).isFalse();
    assertThat(seconds.isDue(8 * SECOND)).isTrue();
  }

  @Test
  void theRunIsTheSumOfItsSeconds() {
    assertThat(seconds.view(List.of())).isEmpty();
    seconds.add(window(5, thread("old", part(Mechanism.RUN_QUEUE, 300, "a"))));
    seconds.add(
        window(
            6,
            thread("new", part(Mechanism.RUN_QUEUE, 400, "b"), part(Mechanism.ON_CPU, 200, ""))));

    LiveCauses view = seconds.view(List.of()).orElseThrow();

    assertThat(view.last().fromNanos()).isEqualTo(6 * SECOND);
    assertThat(view.runNanos()).isEqualTo(2 * SECOND);
    assertThat(view.run())
        .containsExactly(
            thread("new", part(Mechanism.RUN_QUEUE, 700, "b"), part(Mechanism.ON_CPU, 200, "")));
  }

  @Test
  void secondsLieEndToEnd() {
    assertThatThrownBy(() -> seconds.add(window(6, thread("t", part(Mechanism.IDLE, 1, "")))))
        .hasMessageContaining("The next second is 5000000000 to 6000000000");
  }

  private static Window window(long second, ThreadTime thread) {
    return new Window(second * SECOND, (second + 1) * SECOND, List.of(thread));
  }

  private static ThreadTime thread(String name, Part... parts) {
    long nanos = List.of(parts).stream().mapToLong(Part::nanos).sum();
    return new ThreadTime(7, name, ThreadRole.APPLICATION, nanos, List.of(parts));
  }

  private static Part part(Mechanism mechanism, long nanos, String detail) {
    return new Part(Cause.of(mechanism), nanos, detail);
  }
}
