package dev.keelson.object.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.usdt.UsdtArgument.Constant;
import dev.keelson.object.usdt.UsdtArgument.Indexed;
import dev.keelson.object.usdt.UsdtArgument.Memory;
import dev.keelson.object.usdt.UsdtArgument.Register;
import dev.keelson.object.usdt.UsdtArgument.Unreadable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdtArgumentsTest {
  private static final int X86 = 62;
  private static final int AARCH64 = 183;

  @Test
  void operandsOfX86AreNumbersRegistersAndMemory() {
    assertThat(
            UsdtArguments.parse(
                "-4@$-5 8@%rax 1@%dil -4@%r10d 8@-16(%rbp) 4@(%rdx) 8@16(%rax,%rdx,8)"
                    + " -8@(%rbx,%rcx) 8@$0x1f",
                X86))
        .containsExactly(
            new Constant(4, true, -5),
            new Register(8, false, "ax"),
            new Register(1, false, "di"),
            new Register(4, true, "r10"),
            new Memory(8, false, "bp", -16),
            new Memory(4, false, "dx", 0),
            new Indexed(8, false, "ax", "dx", 8, 16),
            new Indexed(8, true, "bx", "cx", 1, 0),
            new Constant(8, false, 31));
  }

  @Test
  void operandsOfAarch64HaveBlanksWithinTheirBrackets() {
    assertThat(UsdtArguments.parse("-4@5 8@x0 4@w19 8@[sp] -4@[sp, 12] 8@[x29, -8]", AARCH64))
        .containsExactly(
            new Constant(4, true, 5),
            new Register(8, false, "x0"),
            new Register(4, false, "x19"),
            new Memory(8, false, "sp", 0),
            new Memory(4, true, "sp", 12),
            new Memory(8, false, "x29", -8));
  }

  @ParameterizedTest
  @CsvSource({
    "rax,ax",
    "eax,ax",
    "ax,ax",
    "al,ax",
    "rsi,si",
    "sil,si",
    "ebp,bp",
    "r8,r8",
    "r9d,r9",
    "r15w,r15",
    "r11b,r11",
    "rip,ip"
  })
  void partsOfAnX86RegisterAreTheWhole(String part, String whole) {
    assertThat(UsdtArguments.parse("8@%" + part, X86))
        .containsExactly(new Register(8, false, whole));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8f@%xmm0",
        "1@%ah",
        "8@global(%rip)",
        "8@%r16",
        "3@%rax",
        "99999999999@%rax",
        "%rax",
        "8@-8(,%rdx,4)",
        "8@$99999999999999999999999",
        "8@"
      })
  void whatNoProgramReadsIsKeptAsText(String text) {
    assertThat(UsdtArguments.parse(text, X86)).containsExactly(new Unreadable(text));
  }

  @Test
  void aMachineThatIsNotKnownHasNothingReadable() {
    assertThat(UsdtArguments.parse("8@%rax", 8)).containsExactly(new Unreadable("8@%rax"));
    assertThat(UsdtArguments.parse("  ", X86)).isEmpty();
  }

  @Test
  void theTableHasEachArgumentInSixteenBytes() {
    byte[] entry =
        UsdtTable.encode(
            List.of(
                new Constant(2, true, -7),
                new Unreadable("8@%st"),
                new Indexed(4, false, "ax", "dx", 8, -24)),
            register -> register.equals("ax") ? 80 : 96);
    ByteBuffer bytes = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(entry).hasSize(12 * 16);
    assertThat(bytes.getLong(0)).isEqualTo(-7);
    assertThat(bytes.get(12)).isEqualTo((byte) UsdtTable.CONSTANT);
    assertThat(bytes.get(13)).isEqualTo((byte) 48);
    assertThat(bytes.get(14)).isEqualTo((byte) 1);
    assertThat(bytes.get(16 + 12)).isEqualTo((byte) UsdtTable.NONE);
    assertThat(bytes.getLong(32)).isEqualTo(-24);
    assertThat(bytes.getShort(40)).isEqualTo((short) 80);
    assertThat(bytes.getShort(42)).isEqualTo((short) 96);
    assertThat(bytes.get(44)).isEqualTo((byte) UsdtTable.INDEXED);
    assertThat(bytes.get(45)).isEqualTo((byte) 32);
    assertThat(bytes.get(46)).isZero();
    assertThat(bytes.get(47)).isEqualTo((byte) 3);
  }
}
