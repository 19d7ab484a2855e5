package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.insn.Disassembler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs the same method on the same numbers everywhere, and compares what is left behind. Where two
 * disagree, the third says who is wrong.
 *
 * <pre>
 *   class file --- JVM ---------------------+
 *        |                                  |
 *     compiler --- image --- interpreter ---+--- the same context and faults
 *                    |                      |
 *                    +--- kernel -----------+
 * </pre>
 */
public final class ThreeWay implements AutoCloseable {
  private final Side jvm;
  private final BpfImage image;
  private final List<Side> compiled = new ArrayList<>();

  private ThreeWay(Class<?> loaded, BpfImage image) {
    this.jvm = new JvmSide(loaded);
    this.image = image;
    this.compiled.add(new InterpreterSide(image));
  }

  /** JVM and interpreter. */
  static ThreeWay withoutKernel(ClassFiles classes, Features features) {
    Class<?> loaded = classes.load(); // first: the JVM says best what is no class file
    return new ThreeWay(loaded, classes.compile(features));
  }

  /** JVM and interpreter, which runs an image that is compiled already. */
  public static ThreeWay withoutKernel(ClassFiles classes, BpfImage image) {
    return new ThreeWay(classes.load(), image);
  }

  /** JVM, interpreter and kernel. */
  static ThreeWay of(ClassFiles classes, Features features) {
    return of(classes, features, Set.of());
  }

  /** JVM, interpreter and kernel, without some optimisations. */
  static ThreeWay of(ClassFiles classes, Features features, Set<Optimisation> without) {
    Class<?> loaded = classes.load();
    return of(loaded, classes.compile(features, without));
  }

  /** JVM, interpreter and kernel, which run an image that is compiled already. */
  public static ThreeWay of(ClassFiles classes, BpfImage image) {
    return of(classes.load(), image);
  }

  private static ThreeWay of(Class<?> loaded, BpfImage image) {
    ThreeWay all = new ThreeWay(loaded, image);
    all.compiled.add(new KernelSide(image));
    return all;
  }

  /** All must leave the same numbers and end, or not, at the same line. */
  public void check(String method, Numbers input) {
    Outcome expected = jvm.run(method, input);
    for (Side side : compiled) {
      assertThat(side.run(method, input))
          .as(() ->
              "%s(%s) in %s:\n%s"
                  .formatted(
                      method,
                      input,
                      side.getClass().getSimpleName(),
                      Disassembler.print(image.program(method).code())))
          .isEqualTo(expected);
    }
  }

  /** How long the compiled method is. */
  int slots(String method) {
    return image.program(method).code().size();
  }

  List<String> methods() {
    return image.programs().stream().map(program -> program.name()).toList();
  }

  @Override
  public void close() {
    compiled.forEach(Side::close);
  }
}
