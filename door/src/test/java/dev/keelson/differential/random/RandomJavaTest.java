package dev.keelson.differential.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.ProgramLoader;
import dev.keelson.compiler.Features;
import dev.keelson.testkit.KernelTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random Java programs do everywhere what they do on the JVM. */
class RandomJavaTest {
  private static final int PROGRAMS = Integer.getInteger("keelson.programs", 200);
  private static final int INPUTS = Integer.getInteger("keelson.inputs", 8);
  private static final long SEED = Long.getLong("keelson.seed", 1);

  @Test
  void jvmAndInterpreterAgree() {
    check(new Campaign(SEED + 1, List.of(Features.LINUX_6_9), INPUTS, false), PROGRAMS / 6);
  }

  @KernelTest(since = "6.9")
  void theKernelAgrees() {
    Features here = ProgramLoader.features();
    check(new Campaign(SEED, List.of(here, here, Features.LINUX_6_9), INPUTS, true), PROGRAMS);
  }

  private static void check(Campaign campaign, int programs) {
    List<String> failures = new ArrayList<>();
    Tally tally =
        campaign.run(
            programs,
            Integer.getInteger("keelson.failures", 3),
            (program, text) -> failures.add(text));
    System.out.println("-Dkeelson.seed=" + SEED + "\n" + tally.table());
    assertThat(failures).as("-Dkeelson.seed=" + SEED).isEmpty();
  }
}
