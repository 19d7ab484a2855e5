package dev.keelson.object.insn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {
  /**
   * Bytes that clang 19 made with {@code -mcpu=v4}, and what kernel/bpf/disasm.c says for them; the
   * operands were compared with {@code llvm-objdump}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bc13000000000000 | (bc) w3 = w1
          3c23010000000000 | (3c) w3 s/= w2
          9c23010000000000 | (9c) w3 s%= w2
          3c23000000000000 | (3c) w3 /= w2
          c404000003000000 | (c4) w4 s>>= 3
          0c40000000000000 | (0c) w0 += w4
          2c23000000000000 | (2c) w3 *= w2
          1c13000000000000 | (1c) w3 -= w1
          2709000003000000 | (27) r9 *= 3
          07010000f8ffffff | (07) r1 += -8
          a402000003000000 | (a4) w2 ^= 3
          8402000000000000 | (84) w2 = -w2
          bf29080000000000 | (bf) r9 = (s8)r2
          bc29100000000000 | (bc) w9 = (s16)w2
          d703000020000000 | (d7) r3 = bswap32 r3
          dc03000010000000 | (dc) r3 = be16 r3
          d403000040000000 | (d4) r3 = le64 r3
          7919080000000000 | (79) r9 = *(u64 *)(r1 +8)
          61a2f8ff00000000 | (61) r2 = *(u32 *)(r10 -8)
          8912040000000000 | (89) r2 = *(s16 *)(r1 +4)
          9110060000000000 | (91) r0 = *(s8 *)(r1 +6)
          7321060000000000 | (73) *(u8 *)(r1 +6) = r2
          6a01040007000000 | (6a) *(u16 *)(r1 +4) = 7
          db21100000000000 | (db) lock *(u64 *)(r1 +16) += r2
          db71100041000000 | (db) r7 = atomic64_fetch_or((u64 *)(r1 +16), r7)
          c3211800f1000000 | (c3) r0 = atomic_cmpxchg((u32 *)(r1 +24), r0, r2)
          c3081800e1000000 | (c3) r0 = atomic_xchg((u32 *)(r8 +24), r0)
          db12080000010000 | (db) r2 = load_acquire((u64 *)(r1 +8))
          db21080010010000 | (db) store_release((u64 *)(r1 +8), r2)
          6602020006000000 | (66) if w2 s> 0x6 goto pc+2
          55010200ffffffff | (55) if r1 != 0xffffffff goto pc+2
          ad29feff00000000 | (ad) if r9 < r2 goto pc-2
          0500210000000000 | (05) goto pc+33
          0600000000000100 | (06) gotol pc+65536
          e500030000000000 | (e5) may_goto pc+3
          8500000001000000 | (85) call helper#1
          85100000ffffffff | (85) call pc-1
          8520000039300000 | (85) call kernel-function#12345
          3000000017000000 | (30) r0 = *(u8 *)skb[23]
          9500000000000000 | (95) exit
          ff00000000000000 | (ff) BUG_ff
          6200000000000000 | (62) *(u32 *)(r0 +0) = 0
          2200000000000000 | (22) BUG_22
          """)
  void anInstructionReadsAsInTheVerifierLog(String bytes, String text) {
    List<Insn> code = Code.decode(HexFormat.of().parseHex(bytes));

    assertThat(new Disassembler(number -> "helper").text(code, 0)).isEqualTo(text);
  }

  @Test
  void aWideLoadIsOneLineOfTwoSlots() {
    List<Insn> code =
        Code.decode(
            HexFormat.of()
                .parseHex(
                    "18020000bd9a785600000000341200001811000005000000000000000000000095000000"
                        + "00000000"));

    assertThat(Disassembler.print(code))
        .isEqualTo(
            """
               0: (18) r2 = 0x123456789abd
               2: (18) r1 = map[fd:5]
               4: (95) exit
            """);
  }

  @Test
  void aHelperIsNamedByWhoeverKnowsItsName() {
    Insn call = new Insn(Opcode.JMP | Opcode.CALL, 0, 0, 0, 5);

    assertThat(new Disassembler(number -> "ktime_get_ns").text(List.of(call)))
        .isEqualTo("   0: (85) call ktime_get_ns#5\n");
  }

  @Property
  void anySlotsCanBePrinted(@ForAll long first, @ForAll long second) {
    List<Insn> code = List.of(Insn.decode(first), Insn.decode(second));

    assertThat(Disassembler.print(code)).startsWith("   0: (%02x) ".formatted(first & 0xff));
  }
}
