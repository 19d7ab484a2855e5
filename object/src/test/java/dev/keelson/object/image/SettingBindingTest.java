package dev.keelson.object.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingBindingTest {
  private static final Insn EXIT = new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);

  private static BpfImage image(Insn... code) {
    ProgramSpec program =
        new ProgramSpec(
            "program",
            new AttachPoint.Syscall(),
            List.of(code),
            List.of(new Relocation.Setting(0, "LIMIT")),
            List.of(),
            List.of());
    return new BpfImage("Test", "GPL", List.of(), List.of(program), Bytes.empty(), List.of());
  }

  private static List<Insn> bound(BpfImage image, long value) {
    return image.withSettings(Map.of("LIMIT", value, "UNREAD", 1L)).program("program").code();
  }

  @Test
  void aNarrowSettingIsTheImmediateOperand() {
    BpfImage image = image(new Insn(Opcode.ALU | Opcode.MOV | Opcode.K, 3, 0, 0, 7), EXIT);
    assertThat(bound(image, -2))
        .containsExactly(new Insn(Opcode.ALU | Opcode.MOV | Opcode.K, 3, 0, 0, -2), EXIT);
  }

  @Test
  void aWideSettingFillsBothHalves() {
    BpfImage image = image(new Insn(Opcode.LD_IMM64, 3, 0, 0, 7), new Insn(0, 0, 0, 0, 8), EXIT);
    assertThat(bound(image, 0x1_ffff_fffeL))
        .containsExactly(new Insn(Opcode.LD_IMM64, 3, 0, 0, -2), new Insn(0, 0, 0, 0, 1), EXIT);
  }

  @Test
  void withoutAValueTheImageStaysAsItIs() {
    BpfImage image = image(new Insn(Opcode.ALU | Opcode.MOV | Opcode.K, 3, 0, 0, 7), EXIT);
    assertThat(image.withSettings(Map.of())).isEqualTo(image);
  }
}
