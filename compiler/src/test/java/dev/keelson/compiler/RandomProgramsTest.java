package dev.keelson.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrEvaluator;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.IrVerifier;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.RandomFunctions;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.interpreter.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the whole back half rests on: emitted code does what the IR says, whatever the IR. */
class RandomProgramsTest {
  private static final Btf NO_KERNEL = Btf.read(new BtfBuilder().encode(), "no types");

  @Property(tries = 800)
  void emittedCodeDoesWhatTheIrSaysWithSignedDivision(@ForAll long seed) {
    compare(seed, Features.LINUX_6_9);
  }

  @Property(tries = 400)
  void emittedCodeDoesWhatTheIrSaysWithoutSignedDivision(@ForAll long seed) {
    compare(seed, Features.V3);
  }

  /** A loop's edge back passed what its header computes, and was threaded through it. */
  @Example
  void whatATurnPassesToTheNextIsThatTurns() {
    compare(1947, Features.V3);
  }

  @Property(tries = 200)
  void textFormIsReadBackAsTheSameFunction(@ForAll long seed) {
    Function function = module(new Random(seed)).programs().getFirst().main();
    String text = IrText.print(function);
    Function again = IrParser.parse(text);
    IrVerifier.verify(again);
    // Numbers are given anew in order of the text: after one round they stand.
    String renumbered = IrText.print(again);
    assertThat(IrText.print(IrParser.parse(renumbered))).isEqualTo(renumbered);
    assertThat(renumbered.replaceAll("[vb]\\d+", "x")).isEqualTo(text.replaceAll("[vb]\\d+", "x"));
  }

  private static void compare(long seed, Features features) {
    Module expected = module(new Random(seed));
    Module compiled = module(new Random(seed));
    Function main = expected.programs().getFirst().main();
    expected.functions().forEach(IrVerifier::verify);
    IrVerifier.verify(main);
    BpfImage image;
    try {
      image = Pipeline.run(compiled, NO_KERNEL, features).image();
    } catch (CompileException e) {
      assertThat(e.diagnostics())
          .allMatch(diagnostic ->
              diagnostic.id().equals("stack")
                  || (diagnostic.id().equals("loop") && !features.mayGoto()));
      return;
    }
    Random random = new Random(seed ^ 0x5eed);
    for (int run = 0; run < 4; run++) {
      byte[] context = new byte[RandomFunctions.CONTEXT_BYTES];
      random.nextBytes(context);
      for (int i = 0; i < context.length / 16; i++) {
        if (random.nextInt(3) == 0) {
          java.util.Arrays.fill(context, 8 * i, 8 * i + 8, (byte) -random.nextInt(2));
        }
      }
      byte[] evaluated = context.clone();
      long result = new IrEvaluator(expected.functions()).run(main, evaluated);
      Interpreter.Result ran = Interpreter.of(image).run("main", context);
      assertThat((int) ran.r0()).as(IrText.print(main)).isEqualTo((int) result);
      assertThat(ran.context().toArray()).as(IrText.print(main)).isEqualTo(evaluated);
    }
  }

  private static Module module(RandomGenerator random) {
    List<Function> callees = new ArrayList<>();
    for (int i = 0, n = random.nextInt(3); i < n; i++) {
      callees.add(RandomFunctions.callee(random, "f" + i, random.nextBoolean()));
    }
    Function main = RandomFunctions.program(random, callees);
    return new Module(
        "Random",
        "Random.java",
        "GPL",
        List.of(),
        List.of(new Module.Program(main, new AttachPoint.Syscall())),
        callees,
        List.of());
  }
}
