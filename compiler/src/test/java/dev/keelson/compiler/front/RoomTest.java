package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Module;
import dev.keelson.object.image.MapType;
import dev.keelson.program.SyscallProgram;
import org.junit.jupiter.api.Test;

class RoomTest {
  static final class Program {
    private Program() {}

    @SyscallProgram
    static int small() {
      long[] few = new long[32];
      return few.length;
    }

    @SyscallProgram
    static int large() {
      int[] many = new int[100];
      long[] last = new long[16];
      long[] more = new long[33];
      return many.length + last.length + more.length;
    }
  }

  @Test
  void whatTheStackCannotHoldLiesInAMapOfTheProgram() {
    Module module = Compiling.translate(Program.class);
    assertThat(module.maps())
        .singleElement()
        .satisfies(map -> {
          assertThat(map.name()).isEqualTo("keelson.scratch.large");
          assertThat(map.type()).isEqualTo(MapType.PERCPU_ARRAY);
          assertThat(map.value().orElseThrow().sizeBytes()).isEqualTo(400 + 264);
        });
  }

  @Test
  void theReasonIsKeptForPeopleWhoAsk() {
    assertThat(Compiling.translate(Program.class).notes())
        .containsExactly(
            "large, line 22: int[100] lies in memory of the CPU: 400 bytes, of which the stack has"
                + " 384 left",
            "large, line 24: long[33] lies in memory of the CPU: 264 bytes, of which the stack has"
                + " 256 left");
  }
}
