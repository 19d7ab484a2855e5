package dev.keelson.compiler;

import dev.keelson.compiler.front.FrontEnd;
import dev.keelson.object.image.BpfImage;
import java.util.List;
import java.util.Optional;

/** The compiler's one door: a program class in, an image out, or all that is wrong with it. */
public final class BpfCompiler {
  private BpfCompiler() {}

  /**
   * Compiles the programs of a class. The same request gives the same image.
   *
   * @throws CompileException with every diagnostic of the class
   */
  public static BpfImage compile(CompileRequest request) {
    return compiled(request).image();
  }

  /**
   * Compiles the programs of a class and tells what was decided.
   *
   * @throws CompileException with every diagnostic of the class
   */
  public static Explanation explain(CompileRequest request) {
    return compiled(request).explanation();
  }

  private static Pipeline.Result compiled(CompileRequest request) {
    ReadClasses classes = new ReadClasses(request.classes());
    try {
      return Pipeline.run(
          FrontEnd.translate(request.with(classes)),
          request.kernel(),
          request.features(),
          request.without());
    } catch (CompileException refusal) {
      throw refusal;
    } catch (RuntimeException | AssertionError broken) {
      // Our mistake, unless a class is damaged where the front end does not look.
      Optional<Diagnostic> damage = classes.damage();
      if (damage.isPresent()) {
        throw new CompileException(List.of(damage.get()));
      }
      throw broken;
    }
  }
}
