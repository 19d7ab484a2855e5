package dev.keelson.compiler;

import dev.keelson.compiler.front.FrontEnd;
import dev.keelson.object.image.BpfImage;

/** The compiler's one door: a program class in, an image out, or all that is wrong with it. */
public final class BpfCompiler {
  private BpfCompiler() {}

  /**
   * Compiles the programs of a class. The same request gives the same image.
   *
   * @throws CompileException with every diagnostic of the class
   */
  public static BpfImage compile(CompileRequest request) {
    return Pipeline.run(FrontEnd.translate(request), request.kernel(), request.features());
  }
}
