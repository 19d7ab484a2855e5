package dev.keelson.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.ProgramSlots;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.Xdp;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Libbpf;
import java.lang.invoke.MethodHandles;
import java.util.Map;

/** Programs that hand their packet on; the same methods on the JVM are the witness. */
class TailCallKernelTest {
  static final class Steps {
    static final HashMap<Integer, Integer> RAN = Maps.hash(16);
    static final ProgramArray<Packet> STEPS = Maps.programs(Steps::even, Steps::odd, Steps::again);

    private Steps() {}

    private static void ran(int step) {
      Integer before = RAN.get(step);
      RAN.put(step, before == null ? 1 : before + 1);
    }

    @Xdp
    static int first(Packet packet) {
      if (packet.length() < 14) {
        return Xdp.ABORTED;
      }
      ran(-1);
      return STEPS.call(packet.u8(0), packet, Xdp.PASS);
    }

    @Xdp
    static int even(Packet packet) {
      ran(0);
      return packet.length() >= 14 && packet.u8(1) == 7 ? Xdp.TX : Xdp.DROP;
    }

    @Xdp
    static int odd(Packet packet) {
      ran(1);
      return Xdp.TX;
    }

    @Xdp
    static int again(Packet packet) {
      ran(2);
      return STEPS.call(2, packet, Xdp.REDIRECT);
    }
  }

  private static byte[] packet(int first, int second) {
    byte[] bytes = new byte[14];
    bytes[0] = (byte) first;
    bytes[1] = (byte) second;
    return bytes;
  }

  private static int run(LoadedProgram loaded, int first, int second) {
    return loaded.object().program("first").testRun(packet(first, second), 1).returnValue();
  }

  @KernelTest
  void thePacketGoesOnToTheProgramOfItsNumber() {
    try (LoadedProgram loaded = Keelson.program(Steps.class, MethodHandles.lookup()).load()) {
      assertThat(run(loaded, 0, 0)).isEqualTo(Xdp.DROP);
      assertThat(run(loaded, 0, 7)).isEqualTo(Xdp.TX);
      assertThat(run(loaded, 1, 0)).isEqualTo(Xdp.TX);
      assertThat(run(loaded, 3, 0)).isEqualTo(Xdp.PASS); // beyond the end
      assertThat(run(loaded, 2, 0)).isEqualTo(Xdp.REDIRECT); // 33 times itself, then no more
      Map<Integer, Integer> inKernel = loaded.map(Steps.RAN).toMap();

      for (int[] packet : new int[][] {{0, 0}, {0, 7}, {1, 0}, {3, 0}, {2, 0}}) {
        Steps.first(Packet.over(packet(packet[0], packet[1])));
      }
      assertThat(inKernel)
          .isEqualTo(Map.of(-1, Steps.RAN.get(-1), 0, 2, 1, 1, 2, Steps.RAN.get(2)));
      assertThat(inKernel).containsEntry(-1, 5);
    }
  }

  @KernelTest
  void libbpfFillsTheArrayFromAnObjectFile() {
    byte[] object =
        ObjectFile.write(Keelson.program(Steps.class, MethodHandles.lookup()).compile());

    assertThat(Libbpf.programArrays(object))
        .containsExactly("STEPS 0 even", "STEPS 1 odd", "STEPS 2 again");
  }

  @KernelTest
  void programsAreReplacedWhileOthersRun() {
    try (LoadedProgram loaded = Keelson.program(Steps.class, MethodHandles.lookup()).load()) {
      ProgramSlots slots = loaded.slots(Steps.STEPS);
      assertThat(run(loaded, 1, 0)).isEqualTo(Xdp.TX);
      slots.put(1, loaded.object().program("even"));
      assertThat(run(loaded, 1, 0)).isEqualTo(Xdp.DROP);
      assertThat(slots.clear(1)).isTrue();
      assertThat(run(loaded, 1, 0)).isEqualTo(Xdp.PASS);
      assertThat(slots.clear(1)).isFalse();
      assertThatThrownBy(() -> slots.put(3, loaded.object().program("even")))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG));
      assertThatThrownBy(() -> new ProgramSlots(loaded.object().map("RAN")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is a HASH, no array of programs");
    }
  }
}
