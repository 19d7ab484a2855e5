package dev.keelson.object.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects sections, symbols and relocations of a relocatable file and encodes them as 64-bit
 * little-endian ELF. Mutable, confined to one thread; the same calls give the same bytes.
 *
 * <pre>
 *   Elf64_Ehdr | sections, in order | .rel* | .symtab | .strtab | Elf64_Shdr*         elf(5)
 * </pre>
 */
public final class ElfWriter {
  // elf(5)
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELOCATION_BYTES = 16;
  private static final int TYPE_RELOCATABLE = 1;
  private static final int TABLE_ALIGNMENT = 8;

  /** A section as it was added; {@code content} is empty for {@link ElfSection#NO_BITS}. */
  private record Section(
      String name, int type, long flags, int alignment, byte[] content, long sizeBytes) {}

  private record Relocation(int section, long offset, int type, Symbol symbol) {}

  /** The header fields that only encoding knows. */
  private record Placed(Section section, int link, int info, int entryBytes) {}

  /** A symbol that relocations can name. */
  public static final class Symbol {
    private final ElfSymbol entry;

    private Symbol(ElfSymbol entry) {
      this.entry = entry;
    }
  }

  private final int machine;
  private final List<Section> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();

  /**
   * @param machine {@code e_machine}, for example {@link ElfFile#MACHINE_BPF}
   */
  public ElfWriter(int machine) {
    this.machine = machine;
  }

  /**
   * Adds a section.
   *
   * @param type for example {@link ElfSection#PROGRAM_BITS}
   * @param flags {@code SHF_*} bits
   * @param alignment a power of two
   * @return its index, 1 for the first
   */
  public int section(String name, int type, long flags, int alignment, byte[] content) {
    sections.add(new Section(name, type, flags, alignment, content.clone(), content.length));
    return sections.size();
  }

  /** Adds a section of zeroes that take no room in the file, and gives its index. */
  public int zeroes(String name, long flags, int alignment, long sizeBytes) {
    sections.add(new Section(name, ElfSection.NO_BITS, flags, alignment, new byte[0], sizeBytes));
    return sections.size();
  }

  /** Adds a symbol; local ones come before the others in the file, as ELF demands. */
  public Symbol symbol(ElfSymbol entry) {
    Symbol symbol = new Symbol(entry);
    symbols.add(symbol);
    return symbol;
  }

  /**
   * Adds a relocation without addend ({@code Elf64_Rel}).
   *
   * @param section index of the section to patch
   * @param offset byte within that section
   * @param type {@code R_*} of the machine
   */
  public void relocation(int section, long offset, int type, Symbol symbol) {
    relocations.add(new Relocation(section, offset, type, symbol));
  }

  /** The file. */
  public byte[] encode() {
    List<Symbol> ordered =
        symbols.stream()
            .sorted(Comparator.comparing(symbol -> symbol.entry.binding() != ElfSymbol.LOCAL))
            .toList();
    Strings strings = new Strings();
    List<Placed> all = new ArrayList<>();
    sections.forEach(section -> all.add(new Placed(section, 0, 0, 0)));
    List<Integer> patched =
        relocations.stream().map(Relocation::section).distinct().sorted().toList();
    int symbolTable = sections.size() + patched.size() + 1;
    for (int section : patched) {
      Section table = relocationTable(section, ordered);
      all.add(new Placed(table, symbolTable, section, RELOCATION_BYTES));
    }
    Section symbolSection =
        table(".symtab", ElfSection.SYMBOL_TABLE, symbolTable(ordered, strings));
    int firstGlobal = 1 + (int) ordered.stream().filter(ElfWriter::local).count();
    all.add(new Placed(symbolSection, symbolTable + 1, firstGlobal, SYMBOL_BYTES));
    all.forEach(placed -> strings.offset(placed.section().name()));
    strings.offset(".strtab");
    all.add(
        new Placed(
            new Section(
                ".strtab", ElfSection.STRING_TABLE, 0, 1, strings.bytes(), strings.length()),
            0,
            0,
            0));
    return file(all, strings);
  }

  private static boolean local(Symbol symbol) {
    return symbol.entry.binding() == ElfSymbol.LOCAL;
  }

  private Section relocationTable(int section, List<Symbol> ordered) {
    List<Relocation> own =
        relocations.stream().filter(relocation -> relocation.section() == section).toList();
    ByteBuffer bytes =
        ByteBuffer.allocate(own.size() * RELOCATION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Relocation relocation : own) {
      bytes.putLong(relocation.offset());
      long symbol = 1L + ordered.indexOf(relocation.symbol());
      bytes.putLong(symbol << 32 | relocation.type());
    }
    String name = ".rel" + sections.get(section - 1).name();
    return table(name, ElfSection.RELOCATIONS, bytes.array());
  }

  private static Section table(String name, int type, byte[] content) {
    return new Section(name, type, 0, TABLE_ALIGNMENT, content, content.length);
  }

  /** Entry 0 is empty, as the format has it. */
  private static byte[] symbolTable(List<Symbol> ordered, Strings strings) {
    ByteBuffer bytes =
        ByteBuffer.allocate((ordered.size() + 1) * SYMBOL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(SYMBOL_BYTES);
    for (Symbol symbol : ordered) {
      ElfSymbol entry = symbol.entry;
      bytes.putInt(strings.offset(entry.name()));
      bytes.put((byte) (entry.binding() << 4 | entry.type()));
      bytes.put((byte) 0);
      bytes.putShort((short) entry.section());
      bytes.putLong(entry.value());
      bytes.putLong(entry.sizeBytes());
    }
    return bytes.array();
  }

  private byte[] file(List<Placed> all, Strings strings) {
    long[] offsets = new long[all.size()];
    long end = HEADER_BYTES;
    for (int i = 0; i < all.size(); i++) {
      Section section = all.get(i).section();
      end = aligned(end, section.alignment());
      offsets[i] = end;
      end += section.content().length;
    }
    long table = aligned(end, TABLE_ALIGNMENT);
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(table + (all.size() + 1L) * SECTION_HEADER_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    header(file, table, all.size() + 1);
    for (int i = 0; i < all.size(); i++) {
      file.position((int) offsets[i]).put(all.get(i).section().content());
    }
    file.position((int) table + SECTION_HEADER_BYTES);
    for (int i = 0; i < all.size(); i++) {
      Placed placed = all.get(i);
      Section section = placed.section();
      file.putInt(strings.offset(section.name())).putInt(section.type());
      file.putLong(section.flags()).putLong(0).putLong(offsets[i]).putLong(section.sizeBytes());
      file.putInt(placed.link()).putInt(placed.info());
      file.putLong(section.alignment()).putLong(placed.entryBytes());
    }
    return file.array();
  }

  private void header(ByteBuffer file, long sectionTable, int sectionCount) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}); // 64 bits, little-endian, version 1
    file.position(16);
    file.putShort((short) TYPE_RELOCATABLE).putShort((short) machine).putInt(1);
    file.putLong(0).putLong(0).putLong(sectionTable);
    file.putInt(0).putShort((short) HEADER_BYTES);
    file.putShort((short) 0).putShort((short) 0);
    file.putShort((short) SECTION_HEADER_BYTES).putShort((short) sectionCount);
    file.putShort((short) (sectionCount - 1)); // names are in the last one
  }

  private static long aligned(long offset, int alignment) {
    return offset + alignment - 1 & -alignment;
  }

  /** A string table under construction; offset 0 is the empty string. */
  private static final class Strings {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Integer> offsets = new HashMap<>();

    Strings() {
      offset("");
    }

    int offset(String text) {
      return offsets.computeIfAbsent(
          text,
          absent -> {
            int offset = bytes.size();
            bytes.writeBytes(absent.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return offset;
          });
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    int length() {
      return bytes.size();
    }
  }
}
