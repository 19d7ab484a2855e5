package dev.keelson.object.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is written is what our own reader, tested against binutils, reads. */
class ElfWriterTest {
  private final ElfWriter writer = new ElfWriter(ElfFile.MACHINE_BPF);

  private ElfFile written() {
    return ElfFile.read(MemorySegment.ofArray(writer.encode()), "written");
  }

  @Test
  void sectionsKeepNameFlagsAndContent() {
    byte[] content = "code".getBytes(StandardCharsets.UTF_8);
    int index = writer.section("xdp", ElfSection.PROGRAM_BITS, ElfSection.EXECUTABLE, 8, content);

    ElfFile file = written();
    ElfSection section = file.section("xdp").orElseThrow();
    assertThat(file.machine()).isEqualTo(ElfFile.MACHINE_BPF);
    assertThat(file.sections().get(index)).isEqualTo(section);
    assertThat(section.flags()).isEqualTo(ElfSection.EXECUTABLE);
    assertThat(section.offset() % 8).isZero();
    assertThat(file.content(section)).isEqualTo(ByteBuffer.wrap(content));
  }

  @Test
  void zeroesTakeNoRoomInTheFile() {
    writer.zeroes(".bss", ElfSection.WRITE, 8, 1 << 20);
    ElfSection section = written().section(".bss").orElseThrow();
    assertThat(section.type()).isEqualTo(ElfSection.NO_BITS);
    assertThat(section.sizeBytes()).isEqualTo(1 << 20);
    assertThat(writer.encode()).hasSizeLessThan(1024);
  }

  @Test
  void localSymbolsComeFirstAndTheTableSaysHowMany() {
    int text = writer.section(".text", ElfSection.PROGRAM_BITS, 6, 8, new byte[16]);
    writer.symbol(new ElfSymbol("main", ElfSymbol.FUNCTION, ElfSymbol.GLOBAL, text, 0, 8));
    writer.symbol(new ElfSymbol("callee", ElfSymbol.FUNCTION, ElfSymbol.LOCAL, text, 8, 8));

    ElfFile file = written();
    assertThat(file.symbols()).map(ElfSymbol::name).containsExactly("", "callee", "main");
    assertThat(file.section(".symtab").orElseThrow().info()).isEqualTo(2);
  }

  @Test
  void aRelocationNamesItsSymbolByPlaceInTheTable() {
    int text = writer.section(".text", ElfSection.PROGRAM_BITS, 6, 8, new byte[32]);
    ElfWriter.Symbol main =
        writer.symbol(new ElfSymbol("main", ElfSymbol.FUNCTION, ElfSymbol.GLOBAL, text, 0, 8));
    writer.symbol(new ElfSymbol("callee", ElfSymbol.FUNCTION, ElfSymbol.LOCAL, text, 8, 8));
    writer.relocation(text, 24, 10, main);

    ElfFile file = written();
    ElfSection table = file.section(".rel.text").orElseThrow();
    ByteBuffer entry = file.content(table);
    assertThat(table.info()).isEqualTo(text);
    assertThat(file.sections().get(table.link()).name()).isEqualTo(".symtab");
    assertThat(entry.getLong(0)).isEqualTo(24);
    assertThat(entry.getInt(8)).isEqualTo(10);
    assertThat(file.symbols().get(entry.getInt(12)).name()).isEqualTo("main");
  }
}
