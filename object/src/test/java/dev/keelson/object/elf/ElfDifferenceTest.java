package dev.keelson.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The JVM's own library, read by us and by binutils. */
class ElfDifferenceTest {
  private static final Path LIBJVM =
      Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

  @Test
  void theJvmsDynamicSymbolsAreThoseThatNmLists() throws Exception {
    List<String> lines = outputOf("nm", "-D", "--defined-only", "--without-symbol-versions");
    TreeSet<String> expected = new TreeSet<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      expected.add(Long.parseUnsignedLong(parts[0], 16) + " " + parts[2]);
    }

    try (Arena arena = Arena.ofConfined()) {
      TreeSet<String> actual = new TreeSet<>();
      for (ElfSymbol symbol : open(arena).dynamicSymbols()) {
        if (symbol.isDefined()) {
          actual.add(symbol.value() + " " + symbol.name());
        }
      }
      assertThat(expected).contains(actual.first()).hasSizeGreaterThan(100);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void theJvmsSectionsAreThoseThatReadelfLists() throws Exception {
    List<String> expected =
        outputOf("readelf", "-SW").stream()
            .filter(line -> line.matches(" *\\[ *[1-9][0-9]*\\] .*"))
            .map(line -> line.substring(line.indexOf(']') + 1).trim().split(" +", 6))
            .map(parts -> parts[0] + " " + parts[2] + " " + parts[3] + " " + parts[4])
            .toList();

    try (Arena arena = Arena.ofConfined()) {
      List<ElfSection> sections = open(arena).sections();
      assertThat(sections.subList(1, sections.size()))
          .map(it ->
              "%s %016x %06x %06x".formatted(it.name(), it.address(), it.offset(), it.sizeBytes()))
          .isEqualTo(expected)
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void theFunctionThatStartsAJvmLiesInTheTextSection() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      ElfFile file = open(arena);
      ElfSection text = file.section(".text").orElseThrow();

      long offset = file.functionOffset("JNI_CreateJavaVM").orElseThrow();

      assertThat(offset).isBetween(text.offset(), text.offset() + text.sizeBytes() - 1);
    }
  }

  private static ElfFile open(Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(LIBJVM)) {
      return ElfFile.read(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), "libjvm.so");
    }
  }

  private static List<String> outputOf(String... command) throws Exception {
    boolean present =
        List.of(System.getenv("PATH").split(":", -1)).stream()
            .anyMatch(folder -> Path.of(folder, command[0]).toFile().canExecute());
    assumeTrue(present, command[0] + " is not installed (Debian package binutils)");
    List<String> line = new ArrayList<>(List.of(command));
    line.add(LIBJVM.toString());
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> output = process.inputReader().readAllLines();
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
