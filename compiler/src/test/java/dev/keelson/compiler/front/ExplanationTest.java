package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Explanation;
import dev.keelson.compiler.Features;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final CompileRequest REQUEST =
      new CompileRequest(
          Explained.class.getName(),
          Compiling.TEST_CLASSES,
          TestKernel.btf(),
          Features.LINUX_6_9,
          Map.of());

  @Test
  void decisionsAreToldInWords() throws IOException {
    Golden.assertMatches("explanation.txt", BpfCompiler.explain(REQUEST) + "\n");
  }

  @Test
  void sizesAreThoseOfTheImage() {
    Explanation explanation = BpfCompiler.explain(REQUEST);

    assertThat(explanation.functions().stream().mapToInt(Explanation.Function::instructions).sum())
        .isEqualTo(BpfCompiler.compile(REQUEST).program("sums").code().size());
  }
}
