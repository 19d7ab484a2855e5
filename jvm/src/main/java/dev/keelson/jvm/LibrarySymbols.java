package dev.keelson.jvm;

import dev.keelson.object.elf.ElfFile;
import dev.keelson.object.elf.ElfSegment;
import dev.keelson.object.elf.ElfSymbol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Where variables of a JVM's libjvm.so lie in its memory. */
final class LibrarySymbols {
  private LibrarySymbols() {}

  /**
   * The addresses of those names that the file has symbols for.
   *
   * @throws dev.keelson.object.MalformedObjectException when it is no ELF file
   * @throws UncheckedIOException when it cannot be read
   */
  static Map<String, Long> addresses(JvmProcess jvm, Set<String> names) {
    try (FileChannel channel = FileChannel.open(jvm.library(), StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      ElfFile file =
          ElfFile.read(
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena),
              jvm.library().toString());
      long moved = jvm.libraryStart() - linkedStart(file);
      Map<String, Long> found = new HashMap<>();
      add(file.dynamicSymbols(), names, moved, found);
      if (found.size() < names.size()) {
        add(file.symbols(), names, moved, found);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(jvm.library() + " cannot be read for its symbols", e);
    }
  }

  /** The address for which the file's first byte was linked. */
  private static long linkedStart(ElfFile file) {
    return file.segments().stream()
        .filter(segment -> segment.type() == ElfSegment.LOAD && segment.offset() == 0)
        .mapToLong(ElfSegment::address)
        .findFirst()
        .orElse(0);
  }

  private static void add(
      Iterable<ElfSymbol> symbols, Set<String> names, long moved, Map<String, Long> found) {
    for (ElfSymbol symbol : symbols) {
      if (symbol.section() != ElfSymbol.UNDEFINED && names.contains(symbol.name())) {
        found.put(symbol.name(), symbol.value() + moved);
      }
    }
  }
}
