package dev.keelson.object.file;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.elf.ElfFile;
import dev.keelson.object.elf.ElfSection;
import dev.keelson.object.elf.ElfSymbol;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.insn.Code;
import dev.keelson.object.insn.Insn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The code of an object file, whoever made it, for people to read: functions with their lines and
 * the symbols that instructions refer to.
 *
 * @param functions in the order of the file
 * @param types the file's BTF, which lines refer to
 */
public record ObjectCode(List<Function> functions, Optional<Btf> types) {
  private static final int EXTENSION_HEADER_BYTES = 24;
  private static final int RELOCATION_BYTES = 16;
  private static final int LINE_INFO_BYTES = 16;
  private static final int LINE_SHIFT = 10;

  public ObjectCode {
    functions = List.copyOf(functions);
  }

  /**
   * A function.
   *
   * @param section where it lies, which says where it runs
   * @param lines by slots from its start
   * @param symbols what the instruction at a slot refers to
   */
  public record Function(
      String section,
      String name,
      List<Insn> code,
      List<LineInfo> lines,
      Map<Integer, String> symbols) {
    public Function {
      code = List.copyOf(code);
      lines = List.copyOf(lines);
      symbols = Map.copyOf(symbols);
    }
  }

  /**
   * Reads an object file.
   *
   * @param what what the bytes are, for errors
   * @throws MalformedObjectException if it is no ELF object of BPF code, or is damaged
   */
  public static ObjectCode read(byte[] bytes, String what) {
    ElfFile file = ElfFile.read(MemorySegment.ofArray(bytes), what);
    if (file.machine() != ElfFile.MACHINE_BPF) {
      throw new MalformedObjectException(
          what, 18, "machine %d, which is BPF".formatted(ElfFile.MACHINE_BPF));
    }
    Optional<Btf> types =
        file.section(".BTF").map(section -> Btf.read(bytes(file, section), ".BTF of " + what));
    Map<String, List<LineInfo>> lines =
        types.isEmpty()
            ? Map.of()
            : file.section(".BTF.ext")
                .map(section -> lines(file.content(section), types.get(), what))
                .orElse(Map.of());
    List<Function> functions = new ArrayList<>();
    List<ElfSymbol> symbols = file.symbols();
    for (ElfSymbol symbol : symbols) {
      if (symbol.type() == ElfSymbol.FUNCTION
          && symbol.isDefined()
          && symbol.section() < file.sections().size()) {
        functions.add(function(file, symbol, symbols, lines, what));
      }
    }
    return new ObjectCode(functions, types);
  }

  private static Function function(
      ElfFile file,
      ElfSymbol symbol,
      List<ElfSymbol> symbols,
      Map<String, List<LineInfo>> lines,
      String what) {
    ElfSection section = file.sections().get(symbol.section());
    List<Insn> all = Code.decode(bytes(file, section));
    long start = symbol.value() / Insn.BYTES;
    long end = start + symbol.sizeBytes() / Insn.BYTES;
    if (start < 0 || end > all.size() || start > end) {
      throw new MalformedObjectException(
          what,
          section.offset(),
          "function %s within the %d instructions of %s"
              .formatted(symbol.name(), all.size(), section.name()));
    }
    List<LineInfo> own =
        lines.getOrDefault(section.name(), List.of()).stream()
            .filter(line -> line.slot() >= start && line.slot() < end)
            .map(line ->
                new LineInfo(
                    line.slot() - (int) start,
                    line.fileNameOffset(),
                    line.lineTextOffset(),
                    line.line(),
                    line.column()))
            .toList();
    Map<Integer, String> referred = new HashMap<>();
    references(file, symbol.section(), symbols)
        .forEach((slot, name) -> referred.put(slot - (int) start, name));
    referred.keySet().removeIf(slot -> slot < 0 || slot >= end - start);
    return new Function(
        section.name(), symbol.name(), all.subList((int) start, (int) end), own, referred);
  }

  private static Map<Integer, String> references(
      ElfFile file, int section, List<ElfSymbol> symbols) {
    Map<Integer, String> names = new HashMap<>();
    for (ElfSection table : file.sections()) {
      if (table.type() == ElfSection.RELOCATIONS && table.info() == section) {
        ByteBuffer entries = file.content(table);
        for (int at = 0; at + RELOCATION_BYTES <= entries.capacity(); at += RELOCATION_BYTES) {
          int symbol = entries.getInt(at + 12);
          if (symbol >= 0 && symbol < symbols.size()) {
            names.put((int) (entries.getLong(at) / Insn.BYTES), symbols.get(symbol).name());
          }
        }
      }
    }
    return names;
  }

  private static byte[] bytes(ElfFile file, ElfSection section) {
    ByteBuffer content = file.content(section);
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  /** The line information of {@code .BTF.ext} by section, in slots. */
  private static Map<String, List<LineInfo>> lines(ByteBuffer content, Btf types, String what) {
    ByteBuffer bytes = content.order(ByteOrder.LITTLE_ENDIAN);
    Map<String, List<LineInfo>> lines = new HashMap<>();
    if (bytes.capacity() < EXTENSION_HEADER_BYTES) {
      throw new MalformedObjectException(what, 0, ".BTF.ext of at least its header's 24 bytes");
    }
    long at = (long) bytes.getInt(4) + bytes.getInt(16);
    long end = at + bytes.getInt(20);
    if (bytes.getInt(20) == 0) {
      return lines;
    }
    if (at < 0 || end > bytes.capacity() || at + Integer.BYTES > end) {
      throw new MalformedObjectException(what, 16, "line_info within .BTF.ext");
    }
    int record = bytes.getInt((int) at);
    at += Integer.BYTES;
    while (at + 2 * Integer.BYTES <= end) {
      String section = types.string(checked(bytes.getInt((int) at), types, at, what));
      long count = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      at += 2 * Integer.BYTES;
      if (record < LINE_INFO_BYTES || count > (end - at) / record) {
        throw new MalformedObjectException(
            what, at, "as many line_info records as fit .BTF.ext, not %d".formatted(count));
      }
      List<LineInfo> own = lines.computeIfAbsent(section, name -> new ArrayList<>());
      for (int i = 0; i < count; i++, at += record) {
        int place = bytes.getInt((int) at + 12);
        own.add(
            new LineInfo(
                bytes.getInt((int) at) / Insn.BYTES,
                checked(bytes.getInt((int) at + 4), types, at, what),
                checked(bytes.getInt((int) at + 8), types, at, what),
                place >>> LINE_SHIFT,
                place & (1 << LINE_SHIFT) - 1));
      }
    }
    return lines;
  }

  /** The offset of a string, once it is known to be one. */
  private static int checked(int offset, Btf types, long at, String what) {
    try {
      types.string(offset);
      return offset;
    } catch (IllegalArgumentException e) {
      throw new MalformedObjectException(
          what, at, "the offset of a string in .BTF, not %d".formatted(offset));
    }
  }
}
