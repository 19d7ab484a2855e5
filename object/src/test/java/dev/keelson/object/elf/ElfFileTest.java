package dev.keelson.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ElfFileTest {
  private final byte[] image = TinyElf.sharedLibrary();
  private final ElfFile file = read(image);

  private static ElfFile read(byte[] bytes) {
    return ElfFile.read(MemorySegment.ofArray(bytes), "tiny.so");
  }

  @Test
  void sectionsHaveTheirNamesAndContent() {
    assertThat(file.sections())
        .map(ElfSection::name)
        .containsExactly("", ".text", ".dynsym", ".dynstr", ".bss", ".shstrtab");
    assertThat(file.content(file.section(".dynstr").orElseThrow()))
        .isEqualTo(StandardCharsets.UTF_8.encode("\0start\0imported\0far\0"));
    assertThat(file.content(file.section(".bss").orElseThrow()).capacity()).isZero();
    assertThat(file.section(".data")).isEmpty();
    assertThat(file.machine()).isEqualTo(62);
  }

  @Test
  void aFunctionIsFoundWhereTheFileHoldsIt() {
    // Loaded at TEXT_ADDRESS from TEXT_OFFSET on; start is 4 bytes in.
    assertThat(file.functionOffset("start")).hasValue(TinyElf.TEXT_OFFSET + 4);
    assertThat(file.function("start"))
        .contains(new ElfSymbol("start", 2, 1, 1, TinyElf.TEXT_ADDRESS + 4, 8));
  }

  @Test
  void aFunctionThatTheFileOnlyImportsHasNoPlaceInIt() {
    assertThat(file.dynamicSymbols()).map(ElfSymbol::name).contains("imported");
    assertThat(file.function("imported")).isEmpty();
    assertThat(file.functionOffset("star")).isEmpty();
    assertThat(file.functionOffset("startt")).isEmpty();
  }

  @Test
  void anAddressThatIsZeroFilledMemoryHasNoPlaceInTheFile() {
    assertThat(file.functionOffset("far")).isEmpty();
    assertThat(file.fileOffset(TinyElf.TEXT_ADDRESS - 1)).isEmpty();
  }

  @Test
  void aStrippedFileHasNoDebuggingSymbols() {
    assertThat(file.symbols()).isEmpty();
  }

  @Test
  void otherFilesAreRefusedWithTheReason() {
    assertRefused("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), "ELF header of 64 bytes");
    assertRefused(new byte[64], "byte 0: the ELF magic");
    assertRefused(with(4, 1), "byte 4: a 64-bit file (class 2), not class 1");
    assertRefused(with(5, 2), "byte 5: a little-endian file (data 1), not data 2");
    assertRefused(Arrays.copyOf(image, image.length - 1), "at most 5 headers up to the end");
  }

  private byte[] with(int at, int value) {
    byte[] changed = image.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageStartingWith("tiny.so, byte ")
        .hasMessageContaining(why);
  }

  @Property(tries = 3000)
  void aDamagedFileIsReadOrRefusedAndNothingElse(
      @ForAll List<@IntRange(min = 0, max = 2000) Integer> places, @ForAll byte value) {
    byte[] damaged = image.clone();
    for (int place : places) {
      damaged[place % damaged.length] = value;
    }
    readAll(damaged);
  }

  @Property
  void aShortenedFileIsReadOrRefusedAndNothingElse(@ForAll @IntRange(max = 2000) int length) {
    readAll(Arrays.copyOf(image, Math.min(length, image.length)));
  }

  private static void readAll(byte[] bytes) {
    try {
      ElfFile file = read(bytes);
      file.symbols();
      file.dynamicSymbols();
      file.functionOffset("start");
      file.sections().forEach(file::content);
    } catch (MalformedObjectException refused) {
      assertThat(refused).hasMessageStartingWith("tiny.so, byte ");
    }
  }
}
