package dev.keelson.object.elf;

import dev.keelson.object.MalformedObjectException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A 64-bit little-endian ELF file, read from memory, for example from a mapped file. Headers are
 * read when the file is opened, everything else when asked for. Immutable; usable as long as the
 * memory is.
 */
public final class ElfFile {
  // Elf64_Ehdr, elf(5).
  private static final int HEADER_BYTES = 64;
  private static final int MAGIC = 0x464c457f; // 0x7f 'E' 'L' 'F'
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;

  /** Counts and indexes from here on do not fit their field and stand in section header 0. */
  private static final int TOO_MANY_PROGRAM_HEADERS = 0xffff;

  private static final int SECTION_INDEX_ELSEWHERE = 0xffff;

  /** {@code e_machine} of an object file that holds BPF programs. */
  public static final int MACHINE_BPF = 247;

  private final ByteBuffer bytes;
  private final String what;
  private final List<ElfSection> sections;
  private final List<ElfSegment> segments;

  private ElfFile(ByteBuffer bytes, String what) {
    this.bytes = bytes;
    this.what = what;
    checkHeader();
    this.sections = readSections();
    this.segments = readSegments();
  }

  /**
   * Opens an ELF file.
   *
   * @param bytes the whole file, at most 2 GiB
   * @param what what the bytes are, for errors
   * @throws MalformedObjectException if it is not ELF, of another word size or byte order, or its
   *     headers are outside the file
   */
  public static ElfFile read(MemorySegment bytes, String what) {
    if (bytes.byteSize() > Integer.MAX_VALUE) {
      throw new MalformedObjectException(what, bytes.byteSize(), "the end within 2 GiB");
    }
    return new ElfFile(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN), what);
  }

  private void checkHeader() {
    if (bytes.capacity() < HEADER_BYTES) {
      throw malformed(bytes.capacity(), "an ELF header of %d bytes".formatted(HEADER_BYTES));
    }
    if (bytes.getInt(0) != MAGIC) {
      throw malformed(0, "the ELF magic 0x7f 'E' 'L' 'F'");
    }
    if (bytes.get(4) != CLASS_64) {
      throw malformed(4, "a 64-bit file (class 2), not class %d".formatted(bytes.get(4)));
    }
    if (bytes.get(5) != LITTLE_ENDIAN) {
      throw malformed(5, "a little-endian file (data 1), not data %d".formatted(bytes.get(5)));
    }
  }

  private List<ElfSection> readSections() {
    long table = bytes.getLong(40);
    if (table == 0) {
      return List.of();
    }
    checkEntryBytes(58, SECTION_HEADER_BYTES);
    int first = range(table, SECTION_HEADER_BYTES, 40, "the first section header");
    long count = bytes.getShort(60) & 0xffff;
    if (count == 0) {
      count = bytes.getLong(first + 32);
    }
    checkCount(count, SECTION_HEADER_BYTES, first, 60);
    int names = bytes.getShort(62) & 0xffff;
    if (names == SECTION_INDEX_ELSEWHERE) {
      names = bytes.getInt(first + 40);
    }
    List<ElfSection> unnamed = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      unnamed.add(section(first + i * SECTION_HEADER_BYTES));
    }
    if (names == 0) {
      return List.copyOf(unnamed);
    }
    ByteBuffer strings = linked(unnamed, names, 62);
    List<ElfSection> named = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      int at = first + i * SECTION_HEADER_BYTES;
      named.add(named(unnamed.get(i), string(strings, bytes.getInt(at), at)));
    }
    return List.copyOf(named);
  }

  private ElfSection section(int at) {
    return new ElfSection(
        "",
        bytes.getInt(at + 4),
        bytes.getLong(at + 8),
        bytes.getLong(at + 16),
        bytes.getLong(at + 24),
        bytes.getLong(at + 32),
        bytes.getInt(at + 40),
        bytes.getInt(at + 44),
        bytes.getLong(at + 56));
  }

  private static ElfSection named(ElfSection it, String name) {
    return new ElfSection(
        name,
        it.type(),
        it.flags(),
        it.address(),
        it.offset(),
        it.sizeBytes(),
        it.link(),
        it.info(),
        it.entryBytes());
  }

  private List<ElfSegment> readSegments() {
    long table = bytes.getLong(32);
    long count = bytes.getShort(56) & 0xffff;
    if (table == 0 || count == 0) {
      return List.of();
    }
    if (count == TOO_MANY_PROGRAM_HEADERS && !sections.isEmpty()) {
      count = Integer.toUnsignedLong(sections.getFirst().info());
    }
    checkEntryBytes(54, PROGRAM_HEADER_BYTES);
    int first = range(table, 0, 32, "the program headers");
    checkCount(count, PROGRAM_HEADER_BYTES, first, 56);
    List<ElfSegment> read = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      int at = first + i * PROGRAM_HEADER_BYTES;
      read.add(
          new ElfSegment(
              bytes.getInt(at),
              bytes.getInt(at + 4),
              bytes.getLong(at + 8),
              bytes.getLong(at + 16),
              bytes.getLong(at + 32),
              bytes.getLong(at + 40)));
    }
    return List.copyOf(read);
  }

  /** {@code e_machine}: 62 for x86-64, 183 for AArch64, {@link #MACHINE_BPF}. */
  public int machine() {
    return bytes.getShort(18) & 0xffff;
  }

  /** All sections in the order of their indexes, the empty one at 0 included. */
  public List<ElfSection> sections() {
    return sections;
  }

  /** The first section of that name. */
  public Optional<ElfSection> section(String name) {
    return sections.stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /** The program headers. */
  public List<ElfSegment> segments() {
    return segments;
  }

  /**
   * A read-only, little-endian view of a section's bytes; empty for {@link ElfSection#NO_BITS}.
   *
   * @throws MalformedObjectException if the section is not within the file
   */
  public ByteBuffer content(ElfSection section) {
    if (section.type() == ElfSection.NO_BITS) {
      return ByteBuffer.allocate(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    int start = range(section.offset(), section.sizeBytes(), section.offset(), "a section");
    return bytes
        .slice(start, (int) section.sizeBytes())
        .asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The symbols for debuggers and linkers, {@code .symtab}; empty when the file is stripped.
   *
   * @throws MalformedObjectException if the table or a name is not within the file
   */
  public List<ElfSymbol> symbols() {
    return symbols(ElfSection.SYMBOL_TABLE);
  }

  /** The symbols for the dynamic linker, {@code .dynsym}; as {@link #symbols()}. */
  public List<ElfSymbol> dynamicSymbols() {
    return symbols(ElfSection.DYNAMIC_SYMBOL_TABLE);
  }

  private List<ElfSymbol> symbols(int tableType) {
    Optional<SymbolTable> table = table(tableType);
    List<ElfSymbol> symbols = new ArrayList<>();
    for (int i = 0; i < table.map(SymbolTable::count).orElse(0); i++) {
      symbols.add(table.get().symbol(i));
    }
    return symbols;
  }

  /**
   * The function of that name: of those that the file defines, the first in {@code .symtab}, or
   * else in {@code .dynsym}.
   *
   * @throws MalformedObjectException if a table or a name is not within the file
   */
  public Optional<ElfSymbol> function(String name) {
    return table(ElfSection.SYMBOL_TABLE)
        .flatMap(table -> table.function(name))
        .or(() -> table(ElfSection.DYNAMIC_SYMBOL_TABLE).flatMap(table -> table.function(name)));
  }

  /**
   * Where in the file a function starts, which is how a uprobe names it; empty if the file defines
   * no function of that name or does not load it.
   *
   * @throws MalformedObjectException as in {@link #function} and {@link #fileOffset}
   */
  public OptionalLong functionOffset(String name) {
    Optional<ElfSymbol> function = function(name);
    return function.isPresent() ? fileOffset(function.get().value()) : OptionalLong.empty();
  }

  /**
   * Where in the file the byte is that is loaded at a virtual address (of a shared library: before
   * the loader moves it); empty if no loaded part of the file holds it.
   *
   * @throws MalformedObjectException if the part that holds it is not within the file
   */
  public OptionalLong fileOffset(long address) {
    for (ElfSegment segment : segments) {
      long distance = address - segment.address();
      if (segment.type() == ElfSegment.LOAD
          && Long.compareUnsigned(distance, segment.fileBytes()) < 0) {
        return OptionalLong.of(
            range(segment.offset() + distance, 1, segment.offset(), "a loaded byte"));
      }
    }
    return OptionalLong.empty();
  }

  private Optional<SymbolTable> table(int type) {
    return sections.stream()
        .filter(section -> section.type() == type)
        .findFirst()
        .map(section ->
            new SymbolTable(
                this,
                section,
                content(section),
                linked(sections, section.link(), section.offset())));
  }

  /** The content of the string table of that section index. */
  private ByteBuffer linked(List<ElfSection> among, int index, long at) {
    if (index < 0 || index >= among.size() || among.get(index).type() != ElfSection.STRING_TABLE) {
      throw malformed(
          at,
          "the index of a string table among %d sections, not %d"
              .formatted(among.size(), index & 0xffff_ffffL));
    }
    return content(among.get(index));
  }

  /** The zero-ended string at an offset of a string table. */
  String string(ByteBuffer strings, int offset, long at) {
    int end = offset;
    while (end >= 0 && end < strings.capacity() && strings.get(end) != 0) {
      end++;
    }
    if (offset < 0 || end >= strings.capacity()) {
      throw malformed(
          at,
          "the offset of a string that ends within its table of %d bytes, not %d"
              .formatted(strings.capacity(), offset & 0xffff_ffffL));
    }
    byte[] text = new byte[end - offset];
    strings.get(offset, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  MalformedObjectException malformed(long at, String expected) {
    return new MalformedObjectException(what, at, expected);
  }

  private void checkEntryBytes(int at, int expected) {
    int actual = bytes.getShort(at) & 0xffff;
    if (actual != expected) {
      throw malformed(at, "headers of %d bytes, not %d".formatted(expected, actual));
    }
  }

  private void checkCount(long count, int entryBytes, int first, int at) {
    int fits = (bytes.capacity() - first) / entryBytes;
    if (count < 0 || count > fits) {
      throw malformed(
          at, "at most %d headers up to the end of the file, not %d".formatted(fits, count));
    }
  }

  /** {@code offset} as an int, once the range is known to be within the file. */
  private int range(long offset, long length, long at, String part) {
    if (offset < 0 || length < 0 || offset > bytes.capacity() - length) {
      throw malformed(
          at,
          "%s within the %d bytes of the file, not %d bytes from %d on"
              .formatted(part, bytes.capacity(), length, offset));
    }
    return (int) offset;
  }
}
