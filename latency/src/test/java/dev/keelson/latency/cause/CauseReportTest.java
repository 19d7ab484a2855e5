package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CauseReportTest {
  private static final Cause QUEUED = Cause.of(Mechanism.RUN_QUEUE);

  @Test
  void whatIsSaidOfACauseIsWhoHadMostOfIt() {
    List<CauseSum> sums =
        CauseReport.sums(
            List.of(
                interval(new Part(QUEUED, 50, "once")),
                interval(new Part(QUEUED, 40, "often"), new Part(Cause.UNEXPLAINED, 10, "")),
                interval(new Part(QUEUED, 40, "often"))));

    assertThat(sums)
        .containsExactly(
            new CauseSum(QUEUED, 130, 130.0 / 140, 3, "often"),
            new CauseSum(Cause.UNEXPLAINED, 10, 10.0 / 140, 1, ""));
  }

  @Test
  void anIntervalWithTwoPartsOfOneCauseIsOneInterval() {
    List<CauseSum> sums =
        CauseReport.sums(List.of(interval(new Part(QUEUED, 3, "a"), new Part(QUEUED, 2, "b"))));

    assertThat(sums).containsExactly(new CauseSum(QUEUED, 5, 1, 1, "a"));
  }

  private static Interval interval(Part... parts) {
    long nanos = List.of(parts).stream().mapToLong(Part::nanos).sum();
    return new Interval(Interval.Kind.WAIT, 7, "t", 0, 0, nanos, List.of(parts));
  }
}
