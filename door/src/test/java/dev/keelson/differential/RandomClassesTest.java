package dev.keelson.differential;

import dev.keelson.compiler.Features;
import dev.keelson.testkit.KernelTest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Class files that nobody would write, on numbers that nobody would think of. */
class RandomClassesTest {
  private static final int CLASSES = 150;
  private static final int INPUTS = 8;

  @Test
  void jvmAndInterpreterAgree() {
    long seed = seed();
    for (int i = 0; i < CLASSES; i++) {
      check(seed + i, i % 2 == 0 ? Features.V3 : Features.V4, false);
    }
  }

  @KernelTest(since = "6.6")
  void jvmInterpreterAndKernelAgree() {
    long seed = seed();
    for (int i = 0; i < CLASSES; i++) {
      check(seed + i, i % 2 == 0 ? Features.V3 : Features.V4, true);
    }
  }

  private static void check(long seed, Features features, boolean inTheKernel) {
    SplittableRandom random = new SplittableRandom(seed);
    ClassFiles drawn = RandomClass.draw(random);
    try (ThreeWay ways =
        inTheKernel ? ThreeWay.of(drawn, features) : ThreeWay.withoutKernel(drawn, features)) {
      for (int i = 0; i < INPUTS; i++) {
        Numbers numbers = new Numbers();
        numbers.a = EdgeNumbers.nextLong(random);
        numbers.b = EdgeNumbers.nextLong(random);
        numbers.c = (int) EdgeNumbers.nextLong(random);
        numbers.d = (int) EdgeNumbers.nextLong(random);
        ways.methods().forEach(method -> ways.check(method, numbers));
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("-Dkeelson.seed=%d, %s".formatted(seed, features), e);
    }
  }

  /** The first class has this seed, so that a failure alone can be run again. */
  private static long seed() {
    return Long.getLong("keelson.seed", System.nanoTime() & -2);
  }
}
