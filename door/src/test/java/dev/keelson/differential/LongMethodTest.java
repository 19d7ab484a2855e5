package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.testkit.KernelTest;

/** A loop that is longer than the 16 bits of a jump can say. */
class LongMethodTest {
  private static final int TURNS = 1_750;

  @KernelTest
  void aLoopLongerThanAJumpRunsAsOnTheJvm() {
    ClassFiles classes = ClassFiles.of(LongMethod.NAME, LongMethod.bytes(TURNS));
    try (ThreeWay ways = ThreeWay.of(classes, Features.V3)) {
      assertThat(ways.slots("far")).isGreaterThan(Short.MAX_VALUE);
      for (int rounds = 0; rounds < 4; rounds++) {
        Numbers numbers = new Numbers();
        numbers.a = 0x1234_5678_9abc_def1L * (rounds + 1);
        numbers.c = rounds;
        ways.check("far", numbers);
      }
    }
  }
}
