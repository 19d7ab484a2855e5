package dev.keelson.differential.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.ProgramLoader;
import dev.keelson.compiler.Features;
import dev.keelson.differential.random.Tally;
import dev.keelson.testkit.KernelTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random class files do everywhere what they do on the JVM. */
class RandomClassTest {
  private static final int CLASSES = Integer.getInteger("keelson.programs", 150);
  private static final int INPUTS = Integer.getInteger("keelson.inputs", 8);
  private static final long SEED = Long.getLong("keelson.seed", 3);

  @Test
  void jvmAndInterpreterAgree() {
    check(new ClassCampaign(SEED + 1, List.of(Features.LINUX_6_9), INPUTS, false));
  }

  @KernelTest(since = "6.9")
  void theKernelAgrees() {
    Features here = ProgramLoader.features();
    check(new ClassCampaign(SEED, List.of(here, Features.LINUX_6_9), INPUTS, true));
  }

  private static void check(ClassCampaign campaign) {
    List<String> failures = new ArrayList<>();
    Tally tally = campaign.run(CLASSES, 3, (program, text) -> failures.add(text));
    System.out.println("-Dkeelson.seed=" + SEED + "\n" + tally.table());
    assertThat(failures).as("-Dkeelson.seed=" + SEED).isEmpty();
  }
}
