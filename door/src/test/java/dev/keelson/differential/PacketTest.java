package dev.keelson.differential;

import dev.keelson.compiler.Features;
import dev.keelson.differential.corpus.Packets;
import dev.keelson.differential.corpus.PacketsAtTc;
import dev.keelson.differential.corpus.PacketsOfSockets;
import dev.keelson.testkit.KernelTest;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that see packets, on packets drawn by jqwik, truncated ones included. */
class PacketTest {
  private static final int TRIES = 300;
  private static final int SHORTEST = 14; // BPF_PROG_TEST_RUN takes no shorter ones
  private static final int MOST = 120;

  @ParameterizedTest
  @ValueSource(classes = {Packets.class, PacketsAtTc.class, PacketsOfSockets.class})
  void jvmAndInterpreterAgree(Class<?> programs) {
    for (Features features : List.of(Features.V3, Features.V4)) {
      try (PacketWays ways = PacketWays.withoutKernel(programs, features)) {
        checkAll(ways);
      }
    }
  }

  @KernelTest
  void xdpIsTheSameInTheKernel() {
    inTheKernel(Packets.class);
  }

  @KernelTest
  void tcIsTheSameInTheKernel() {
    inTheKernel(PacketsAtTc.class);
  }

  @KernelTest
  void socketsAreTheSameInTheKernel() {
    inTheKernel(PacketsOfSockets.class);
  }

  private static void inTheKernel(Class<?> programs) {
    for (Features features : List.of(Features.V3, Features.V4)) {
      try (PacketWays ways = PacketWays.of(programs, features)) {
        checkAll(ways);
      }
    }
  }

  private static void checkAll(PacketWays ways) {
    JqwikSession.run(() ->
        packets()
            .sampleStream()
            .limit(TRIES)
            .forEach(packet -> ways.methods().forEach(method -> ways.check(method, packet))));
  }

  private static Arbitrary<byte[]> packets() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofSize(MOST);
    Arbitrary<Integer> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(SHORTEST, MOST)),
            Tuple.of(1, Arbitraries.of(14, 20, 33, 34, 35, 42, 54, 60, 74)));
    return Arbitraries.frequencyOf(
        Tuple.of(1, Combinators.combine(noise, lengths).as((bytes, length) -> cut(bytes, length))),
        Tuple.of(
            3,
            Combinators.combine(
                    noise,
                    lengths,
                    Arbitraries.integers().between(0, 2),
                    Arbitraries.integers().between(4, 15),
                    Arbitraries.of(6, 6, 17, 1))
                .as(PacketTest::ipv4)),
        Tuple.of(
            1,
            Combinators.combine(
                    Arbitraries.bytes()
                        .between((byte) 0, (byte) 6)
                        .array(byte[].class)
                        .ofSize(MOST),
                    lengths)
                .as((bytes, length) -> cut(bytes, length))));
  }

  /** Ethernet, VLAN tags and an IPv4 header over noise, which a short length may cut. */
  private static byte[] ipv4(byte[] noise, int length, int tags, int words, int protocol) {
    byte[] packet = noise.clone();
    int at = 12;
    for (int tag = 0; tag < tags; tag++) {
      packet[at] = (byte) 0x81;
      packet[at + 1] = 0;
      at += 4;
    }
    packet[at] = 8;
    packet[at + 1] = 0;
    packet[at + 2] = (byte) (0x40 | words);
    packet[at + 11] = (byte) protocol;
    return cut(packet, length);
  }

  private static byte[] cut(byte[] packet, int length) {
    return Arrays.copyOf(packet, length);
  }
}
