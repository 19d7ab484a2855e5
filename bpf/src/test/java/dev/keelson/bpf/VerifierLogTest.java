package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifierLogTest {
  private static final VerifierLog LOG =
      VerifierLog.of(
          """
          0: R1=ctx() R10=fp0
          ; int x = map.get(1); @ A.java:7
          0: (b7) r1 = 0                        ; R1_w=0
          11: (79) r0 = *(u64 *)(r1 +0)
          R1 invalid mem access 'scalar'
          processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0
          """);

  @Test
  void lastInstructionIsWhereTheVerifierStopped() {
    assertThat(LOG.stop()).hasValue(11);
    assertThat(VerifierLog.of("func_info too short\n").stop()).isEmpty();
  }

  @Test
  void tailLeavesOutTheStatistics() {
    assertThat(LOG.tail(new SourceLines(List.of(), Optional.empty())).getLast())
        .isEqualTo("R1 invalid mem access 'scalar'");
  }

  @Test
  void theTailStandsUnderItsJavaLines() {
    BtfBuilder types = new BtfBuilder();
    int file = types.string("A.java");
    SourceLines source =
        new SourceLines(
            List.of(new LineInfo(0, file, 0, 7, 0), new LineInfo(11, file, 0, 9, 0)),
            Optional.of(Btf.read(types.encode(), "lines")));
    assertThat(LOG.tail(source))
        .containsSubsequence(
            "; A.java:7",
            "0: (b7) r1 = 0                        ; R1_w=0",
            "; A.java:9",
            "11: (79) r0 = *(u64 *)(r1 +0)",
            "R1 invalid mem access 'scalar'")
        .doesNotContain("; int x = map.get(1); @ A.java:7");
  }
}
