package dev.keelson.differential.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever a class file holds, there is an image or a diagnostic, and soon. */
class HostileClassTest {
  private static final long SEED = Long.getLong("keelson.seed", 1);
  private static final int MUTATIONS = Integer.getInteger("keelson.mutations", 1_000);

  /** Far more than any takes, on a machine that has much else to do. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Btf NO_KERNEL = Btf.read(new BtfBuilder().encode(), "no types");

  @Test
  void damagedClassesAreCompiledOrRefused() {
    HostileCampaign campaign =
        new HostileCampaign(SEED, Subjects.NAMES, Subjects.CLASSES, NO_KERNEL, LIMIT);
    HostileCampaign.Report report = campaign.run(MUTATIONS, 1, _ -> {});
    assertThat(report.failures())
        .as("-Dkeelson.seed=" + SEED)
        .extracting(HostileCampaign.Failure::text)
        .isEmpty();
    assertThat(report.compiled()).isPositive();
    assertThat(report.refused()).isPositive();
  }

  @TestFactory
  Stream<DynamicTest> extremeClassesAreCompiledOrRefused() {
    return ExtremeClass.all().stream()
        .map(extreme ->
            DynamicTest.dynamicTest(
                extreme.what(), () -> assertThat(extreme.compiled(LIMIT).failures()).isEmpty()));
  }

  @Test
  void whatIsTooMuchIsSaid() {
    assertThat(ExtremeClass.of("400 loops, one within the other").compiled(LIMIT).diagnostics())
        .containsOnlyKeys("loop-count");
    assertThat(
            ExtremeClass.of("24 methods, each called twice by the one before")
                .compiled(LIMIT)
                .diagnostics())
        .containsOnlyKeys("program-size");
  }
}
