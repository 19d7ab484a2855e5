package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.object.insn.Disassembler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What docs/compiler.md shows of its example is what the compiler makes of it. */
class WorkedExampleTest {
  private static final Path PAGE = Path.of("..", "docs", "compiler.md");

  @Test
  void thePageShowsTheIrThatTheFrontEndMakes() throws IOException {
    String ir =
        IrText.print(Compiling.translate(Only4.class).programs().getFirst().main())
            .replaceAll(" ; \\d+", "");
    assertThat(Files.readString(PAGE)).contains("```\n" + ir.strip() + "\n```");
  }

  @Test
  void thePageShowsTheInstructionsThatComeOut() throws IOException {
    String instructions =
        Disassembler.print(
            BpfCompiler.compile(
                    Compiling.request(Only4.class.getName(), Compiling.TEST_CLASSES, Map.of()))
                .program("only4")
                .code());
    assertThat(Files.readString(PAGE)).contains("```\n" + instructions.stripTrailing() + "\n```");
  }

  @Test
  void thePageShowsTheMethod() throws IOException {
    String source =
        Files.readString(
            Path.of("src", "test", "java", "dev", "keelson", "compiler", "front", "Only4.java"));
    String method = source.substring(source.indexOf("  @Xdp"), source.lastIndexOf('}'));
    assertThat(Files.readString(PAGE))
        .contains("```java\n" + method.stripTrailing().stripIndent() + "\n```");
  }
}
