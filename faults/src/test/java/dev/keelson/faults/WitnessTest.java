package dev.keelson.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WitnessTest {
  @Test
  void theMicrosecondsOfAllStacksAreSummed() {
    String output =
        """
            schedule
            [unknown]
            -                python3 (6877)
                49

            schedule
            -                python3 (6877)
                1000
        """;

    assertThat(Witness.offCpuMicros(output)).isEqualTo(1_049);
  }

  @Test
  void theMedianIsABucketOfTheHistogram() {
    String output =
        """
        Tracing block device I/O... Hit Ctrl-C to end.

             usecs               : count    distribution
                64 -> 127        : 5        |***                                     |
               128 -> 255        : 20       |****************************************|
               256 -> 511        : 3        |*                                       |
        """;

    assertThat(Witness.buckets(output)).isEqualTo(28);
    assertThat(Witness.median(output)).isEqualTo("128 to 255");
    assertThat(Witness.median("")).isEqualTo("none");
  }
}
