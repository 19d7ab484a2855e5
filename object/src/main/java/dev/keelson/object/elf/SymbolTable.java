package dev.keelson.object.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A symbol table and its strings.
 *
 * <pre>
 *   0       4     5      6      8        16      24
 *   | name  | info| other| shndx| value  | size  |      Elf64_Sym, elf(5)
 * </pre>
 */
final class SymbolTable {
  private static final int ENTRY_BYTES = 24;

  private final ElfFile file;
  private final ElfSection section;
  private final ByteBuffer entries;
  private final ByteBuffer strings;

  SymbolTable(ElfFile file, ElfSection section, ByteBuffer entries, ByteBuffer strings) {
    this.file = file;
    this.section = section;
    this.entries = entries;
    this.strings = strings;
    if (section.entryBytes() != ENTRY_BYTES || entries.capacity() % ENTRY_BYTES != 0) {
      throw file.malformed(
          section.offset(),
          "symbols of %d bytes, not %d bytes in entries of %d"
              .formatted(ENTRY_BYTES, entries.capacity(), section.entryBytes()));
    }
  }

  int count() {
    return entries.capacity() / ENTRY_BYTES;
  }

  ElfSymbol symbol(int index) {
    int at = index * ENTRY_BYTES;
    int info = entries.get(at + 4) & 0xff;
    return new ElfSymbol(
        file.string(strings, entries.getInt(at), section.offset() + at),
        info & 0xf,
        info >>> 4,
        entries.getShort(at + 6) & 0xffff,
        entries.getLong(at + 8),
        entries.getLong(at + 16));
  }

  /** The first defined function of that name, found without making a string of every name. */
  Optional<ElfSymbol> function(String name) {
    byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < count(); i++) {
      int type = entries.get(i * ENTRY_BYTES + 4) & 0xf;
      if ((type == ElfSymbol.FUNCTION || type == ElfSymbol.INDIRECT_FUNCTION)
          && entries.getShort(i * ENTRY_BYTES + 6) != ElfSymbol.UNDEFINED
          && isAt(entries.getInt(i * ENTRY_BYTES), wanted)) {
        return Optional.of(symbol(i));
      }
    }
    return Optional.empty();
  }

  private boolean isAt(int offset, byte[] wanted) {
    if (offset < 0 || offset > strings.capacity() - wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (strings.get(offset + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
