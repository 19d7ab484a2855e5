package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(LOG.lastSlot()).hasValue(11);
    assertThat(VerifierLog.of("func_info too short\n").lastSlot()).isEmpty();
  }

  @Test
  void tailLeavesOutTheStatistics() {
    assertThat(LOG.tail().getLast()).isEqualTo("R1 invalid mem access 'scalar'");
  }
}
