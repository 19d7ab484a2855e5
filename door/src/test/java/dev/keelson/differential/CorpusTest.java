package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.ProgramLoader;
import dev.keelson.compiler.Features;
import dev.keelson.differential.corpus.Arithmetic;
import dev.keelson.differential.corpus.Arrays;
import dev.keelson.differential.corpus.AtomicObjects;
import dev.keelson.differential.corpus.Atomics;
import dev.keelson.differential.corpus.Branches;
import dev.keelson.differential.corpus.Calls;
import dev.keelson.differential.corpus.Choices;
import dev.keelson.differential.corpus.Enums;
import dev.keelson.differential.corpus.Faulty;
import dev.keelson.differential.corpus.Globals;
import dev.keelson.differential.corpus.Lambdas;
import dev.keelson.differential.corpus.LibraryMethods;
import dev.keelson.differential.corpus.Locked;
import dev.keelson.differential.corpus.Loops;
import dev.keelson.differential.corpus.Patterns;
import dev.keelson.differential.corpus.Shapes;
import dev.keelson.differential.corpus.Storage;
import dev.keelson.differential.corpus.Structs;
import dev.keelson.differential.corpus.Texts;
import dev.keelson.differential.corpus.UnboundedLoops;
import dev.keelson.testkit.KernelTest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A corpus of methods on numbers drawn by jqwik. */
class CorpusTest {
  private static final int TRIES = 200;

  private static final List<Features> EVERY_TARGET =
      List.of(Features.V3, Features.V4, Features.LINUX_6_9);

  static Stream<Class<?>> corpus() {
    return Stream.of(
        Arithmetic.class,
        Branches.class,
        Loops.class,
        UnboundedLoops.class,
        Calls.class,
        Lambdas.class,
        Shapes.class,
        Storage.class,
        Faulty.class,
        Arrays.class,
        Structs.class,
        Globals.class,
        Enums.class,
        LibraryMethods.class,
        Patterns.class,
        Choices.class,
        Texts.class,
        Atomics.class,
        AtomicObjects.class,
        Locked.class);
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void jvmAndInterpreterAgree(Class<?> programs) {
    for (Features features : targets(programs)) {
      try (ThreeWay ways = ThreeWay.withoutKernel(ClassFiles.of(programs), features)) {
        checkAll(ways);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void compiledAgainItIsTheSameImage(Class<?> programs) {
    for (Features features : targets(programs)) {
      assertThat(ClassFiles.of(programs).compile(features))
          .isEqualTo(ClassFiles.of(programs).compile(features));
    }
  }

  @KernelTest
  void arithmeticIsTheSameInTheKernel() {
    inTheKernel(Arithmetic.class);
  }

  @KernelTest
  void branchesAreTheSameInTheKernel() {
    inTheKernel(Branches.class);
  }

  @KernelTest
  void loopsAreTheSameInTheKernel() {
    inTheKernel(Loops.class);
  }

  @KernelTest(since = "5.17")
  void unboundedLoopsAreTheSameInTheKernel() {
    inTheKernel(UnboundedLoops.class);
  }

  @KernelTest
  void callsAreTheSameInTheKernel() {
    inTheKernel(Calls.class);
  }

  @KernelTest
  void shapesAreTheSameInTheKernel() {
    inTheKernel(Shapes.class);
  }

  @KernelTest(since = "5.17")
  void lambdasAreTheSameInTheKernel() {
    inTheKernel(Lambdas.class);
  }

  @KernelTest
  void storageIsTheSameInTheKernel() {
    inTheKernel(Storage.class);
  }

  @KernelTest
  void faultsAreTheSameInTheKernel() {
    inTheKernel(Faulty.class);
  }

  @KernelTest
  void arraysAreTheSameInTheKernel() {
    inTheKernel(Arrays.class);
  }

  @KernelTest
  void structsAreTheSameInTheKernel() {
    inTheKernel(Structs.class);
  }

  @KernelTest
  void globalsAreTheSameInTheKernel() {
    inTheKernel(Globals.class);
  }

  @KernelTest
  void enumsAreTheSameInTheKernel() {
    inTheKernel(Enums.class);
  }

  @KernelTest
  void libraryMethodsAreTheSameInTheKernel() {
    inTheKernel(LibraryMethods.class);
  }

  @KernelTest
  void patternsAreTheSameInTheKernel() {
    inTheKernel(Patterns.class);
  }

  @KernelTest
  void textsAreTheSameInTheKernel() {
    inTheKernel(Texts.class);
  }

  @KernelTest
  void choicesAreTheSameInTheKernel() {
    inTheKernel(Choices.class);
  }

  @KernelTest
  void atomicsAreTheSameInTheKernel() {
    inTheKernel(Atomics.class);
  }

  @KernelTest
  void atomicObjectsAreTheSameInTheKernel() {
    inTheKernel(AtomicObjects.class);
  }

  // Before 6.8 syscall programs have no spin locks.
  @KernelTest(since = "6.8")
  void whatIsLockedIsTheSameInTheKernel() {
    inTheKernel(Locked.class);
  }

  private static void inTheKernel(Class<?> programs) {
    Features here = ProgramLoader.features();
    List<Features> runnable = targets(programs).stream().filter(one -> within(one, here)).toList();
    assertThat(runnable).isNotEmpty();
    for (Features features : runnable) {
      try (ThreeWay ways = ThreeWay.of(ClassFiles.of(programs), features)) {
        checkAll(ways);
      }
    }
  }

  /** Whether the running kernel has what the target asks for: older ones run in guests. */
  private static boolean within(Features target, Features here) {
    return (!target.signedDivision() || here.signedDivision())
        && (!target.signExtension() || here.signExtension())
        && (!target.loopHelper() || here.loopHelper())
        && (!target.mayGoto() || here.mayGoto());
  }

  /** Loops without a bound, and those of the kernel's helper, need one that has it. */
  static List<Features> targets(Class<?> programs) {
    return programs == Lambdas.class || programs == UnboundedLoops.class
        ? List.of(Features.ofLinux(6, 1), Features.V4, Features.LINUX_6_9)
        : EVERY_TARGET;
  }

  static void checkAll(ThreeWay ways) {
    checkAll(ways, TRIES);
  }

  static void checkAll(ThreeWay ways, int tries) {
    long seed = Long.getLong("keelson.seed", System.nanoTime());
    try {
      JqwikSession.run(() -> {
        Random random = new Random(seed);
        RandomGenerator<Numbers> drawn = numbers().generator(tries, true);
        for (int i = 0; i < tries; i++) {
          Numbers numbers = drawn.next(random).value();
          ways.methods().forEach(method -> ways.check(method, numbers));
        }
      });
    } catch (AssertionError e) {
      // What earlier calls left in maps matters too: only the seed brings the failure back.
      throw new AssertionError("-Dkeelson.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private static Arbitrary<Numbers> numbers() {
    Arbitrary<Long> longs =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.longs().between(-20, 20)),
            Tuple.of(2, Arbitraries.longs()),
            Tuple.of(
                1,
                Arbitraries.of(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    (long) Integer.MIN_VALUE,
                    (long) Integer.MAX_VALUE,
                    1L << 32,
                    0xffff_ffffL)));
    Arbitrary<Integer> ints =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.integers().between(-20, 70)),
            Tuple.of(2, Arbitraries.integers()),
            Tuple.of(1, Arbitraries.of(Integer.MIN_VALUE, Integer.MAX_VALUE, 65_536, -1, 0)));
    return Combinators.combine(longs, longs, ints, ints).as(CorpusTest::numbers);
  }

  private static Numbers numbers(long a, long b, int c, int d) {
    Numbers numbers = new Numbers();
    numbers.a = a;
    numbers.b = b;
    numbers.c = c;
    numbers.d = d;
    return numbers;
  }
}
