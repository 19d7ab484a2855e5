package dev.keelson.differential.random;

import dev.keelson.bpf.VerifierException;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Features;
import dev.keelson.differential.ClassFiles;
import dev.keelson.differential.EdgeNumbers;
import dev.keelson.differential.Numbers;
import dev.keelson.differential.ThreeWay;
import dev.keelson.object.image.BpfImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs programs everywhere, on the same inputs.
 *
 * @param inputs how many
 * @param kernel whether the kernel takes part
 */
record Trial(Features features, int inputs, long seed, boolean kernel) {
  /** How often it is looked at what the runs left in memory. */
  private static final int AUDITED = 8;

  Verdict of(RandomProgram program) {
    try {
      return of(program, Javac.compile(List.of(program)));
    } catch (Javac.Refusal e) {
      return new Verdict(Verdict.Kind.NO_JAVA, e.getMessage());
    }
  }

  Verdict of(RandomProgram program, Map<String, byte[]> classes) {
    BpfImage image;
    ClassFiles files = ClassFiles.of(program.className(), classes);
    try {
      image = files.compile(features);
    } catch (CompileException e) {
      return new Verdict(Verdict.Kind.REFUSED, e.getMessage());
    } catch (RuntimeException | Error e) {
      return new Verdict(Verdict.Kind.BROKEN, trace(e));
    }
    if (!image.equals(ClassFiles.of(program.className(), classes).compile(features))) {
      return new Verdict(Verdict.Kind.UNSTABLE, "compiled again, it is another image");
    }
    try (ThreeWay ways =
        kernel ? ThreeWay.of(files, image) : ThreeWay.withoutKernel(files, image)) {
      run(ways);
    } catch (VerifierException e) {
      return new Verdict(Verdict.Kind.REJECTED, e.getMessage());
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
