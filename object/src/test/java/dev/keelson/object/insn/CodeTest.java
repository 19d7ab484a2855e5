package dev.keelson.object.insn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CodeTest {
  @Test
  void aSlotHasItsFieldsInTheOrderOfStructBpfInsn() {
    Insn insn = new Insn(Opcode.LDX | Opcode.MEM | Opcode.W, 2, 10, -8, 0x01020304);

    assertThat(Code.encode(List.of(insn))).containsExactly(0x61, 0xa2, 0xf8, 0xff, 4, 3, 2, 1);
  }

  @Property
  void anyBytesOfWholeSlotsSurviveDecodingAndEncoding(@ForAll List<Long> slots) {
    List<Insn> code = slots.stream().map(Insn::decode).toList();

    byte[] bytes = Code.encode(code);

    assertThat(Code.decode(bytes)).isEqualTo(code);
    assertThat(Code.decode(MemorySegment.ofArray(bytes))).isEqualTo(code);
    assertThat(code).map(Insn::encoded).isEqualTo(slots);
  }

  @Test
  void halfASlotIsRefused() {
    assertThatThrownBy(() -> Code.decode(new byte[12]))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessage("BPF code, byte 12: the end at a multiple of 8 bytes");
  }
}
