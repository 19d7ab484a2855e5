package dev.keelson.differential.random;

import dev.keelson.bpf.VerifierException;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.differential.ClassFiles;
import dev.keelson.differential.EdgeNumbers;
import dev.keelson.differential.Numbers;
import dev.keelson.differential.ThreeWay;
import dev.keelson.object.image.BpfImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Runs programs everywhere, on the same inputs.
 *
 * @param inputs how many
 * @param kernel whether the kernel takes part
 */
public record Trial(Features features, int inputs, long seed, boolean kernel) {
  /** How often it is looked at what the runs left in memory. */
  private static final int AUDITED = 8;

  Verdict of(RandomProgram program) {
    try {
      return of(program.className(), Javac.compile(List.of(program)));
    } catch (Javac.Refusal e) {
      return new Verdict(Verdict.Kind.NO_JAVA, e.getMessage());
    }
  }

  /**
   * Compiles, runs and compares a class with programs {@code run} and {@code audit}.
   *
   * @param classes its class file, and those of what it uses, by binary name
   */
  public Verdict of(String className, Map<String, byte[]> classes) {
    BpfImage image;
    ClassFiles files = ClassFiles.of(className, classes);
    try {
      image = files.compile(features);
    } catch (CompileException e) {
      return new Verdict(Verdict.Kind.REFUSED, e.getMessage());
    } catch (RuntimeException | Error e) {
      return new Verdict(Verdict.Kind.BROKEN, trace(e));
    }
    if (!image.equals(ClassFiles.of(className, classes).compile(features))) {
      return new Verdict(Verdict.Kind.UNSTABLE, "compiled again, it is another image");
    }
    Verdict verdict = agreed(files, image);
    if (verdict.kind() != Verdict.Kind.GAVE_UP) {
      return verdict;
    }
    // As ProgramLoader does.
    Verdict second = agreed(files, files.compile(features, Set.of(Optimisation.WALKED_LOOPS)));
    return second.kind() == Verdict.Kind.RAN
        ? new Verdict(Verdict.Kind.RAN_WITH_CALLED_LOOPS, "")
        : second;
  }

  private Verdict agreed(ClassFiles files, BpfImage image) {
    Verdict verdict = run(files, image);
    // By the clock the kernel stops a loop after a quarter of a second, which a busy machine uses
    // up now and then; a difference that counts is there again.
    return verdict.kind() == Verdict.Kind.MISMATCH ? run(files, image) : verdict;
  }

  private Verdict run(ClassFiles files, BpfImage image) {
    ClassFiles afresh = files.afresh();
    try (ThreeWay ways =
        kernel ? ThreeWay.of(afresh, image) : ThreeWay.withoutKernel(afresh, image)) {
      run(ways);
    } catch (VerifierException e) {
      return new Verdict(e.gaveUp() ? Verdict.Kind.GAVE_UP : Verdict.Kind.REJECTED, e.getMessage());
    } catch (AssertionError e) {
      return new Verdict(Verdict.Kind.MISMATCH, e.getMessage());
    } catch (RuntimeException | Error e) {
      return new Verdict(Verdict.Kind.BROKEN, trace(e));
    }
    return new Verdict(Verdict.Kind.RAN, "");
  }

  private void run(ThreeWay ways) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 1; i <= inputs; i++) {
      Numbers numbers = new Numbers();
      numbers.a = EdgeNumbers.nextLong(random);
      numbers.b = EdgeNumbers.nextLong(random);
      numbers.c = (int) EdgeNumbers.nextLong(random);
      numbers.d = (int) EdgeNumbers.nextLong(random);
      ways.check("run", numbers);
      if (i % AUDITED == 0 || i == inputs) {
        ways.check("audit", new Numbers());
      }
    }
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
