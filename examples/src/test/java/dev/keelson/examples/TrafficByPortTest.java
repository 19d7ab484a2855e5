package dev.keelson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.Packet;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TrafficByPortTest {
  /** Ethernet, IPv4 with one word of options, UDP to port 53, 4 bytes. */
  private static final byte[] QUERY =
      HexFormat.of()
          .parseHex(
              "020000000002020000000001"
                  + "0800"
                  + "46000024000040004011000001020304"
                  + "0a070001"
                  + "01010100"
                  + "c0000035000c0000"
                  + "61626364");

  private static TrafficByPort.Flow flow() {
    return new TrafficByPort.Flow(17, 53);
  }

  @Test
  void aQueryIsCountedWhereItGoes() {
    TrafficByPort.received(Packet.over(QUERY));
    assertThat(TrafficByPort.TRAFFIC.get(flow()).packets).isEqualTo(1);
    assertThat(TrafficByPort.TRAFFIC.get(flow()).bytes).isEqualTo(QUERY.length);
  }

  @KernelTest
  void theKernelCountsTheSameAndPassesOverWhatIsCutOff() {
    try (LoadedProgram loaded =
        Keelson.program(TrafficByPort.class, MethodHandles.lookup()).load()) {
      assertThat(loaded.object().program("received").testRun(QUERY, 1_000).returnValue())
          .isEqualTo(2); // XDP_PASS
      for (int length = 14; length < QUERY.length - 8; length++) {
        loaded.object().program("received").testRun(Arrays.copyOf(QUERY, length), 1);
      }
      assertThat(loaded.map(TrafficByPort.TRAFFIC).get(flow()).packets).isEqualTo(1_000);
      assertThat(loaded.map(TrafficByPort.TRAFFIC).get(flow()).bytes)
          .isEqualTo(1_000L * QUERY.length);
      assertThat(loaded.faults()).isEmpty();
    }
  }
}
