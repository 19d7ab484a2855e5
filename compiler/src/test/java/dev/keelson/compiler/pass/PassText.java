package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.IrVerifier;
import java.util.function.Consumer;

/** Runs a pass on the text of a function and compares what it leaves with a text. */
final class PassText {
  private PassText() {}

  /** Values and blocks of {@code expected} may have any numbers. */
  static void assertChange(String before, Consumer<Function> pass, String expected) {
    Function function = IrParser.parse(before);
    IrVerifier.verify(function);
    pass.accept(function);
    IrVerifier.verify(function);
    assertThat(renumbered(IrText.print(function))).isEqualTo(renumbered(expected));
  }

  private static String renumbered(String text) {
    return IrText.print(IrParser.parse(text));
  }
}
