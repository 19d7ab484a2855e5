package dev.keelson.object.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section {@code .BTF.ext} (Documentation/bpf/btf.rst, "ELF File Format Interface"): what BTF says
 * about instructions, by section and byte offset.
 *
 * <pre>
 *   header | func_info | line_info | core_relo        each: record size, then for each section
 *                                                     its name, a count, and that many records
 * </pre>
 */
final class BtfExtension {
  private static final short MAGIC = (short) 0xeb9f;
  private static final int HEADER_BYTES = 32;
  private static final int LINE_SHIFT = 10;

  /** The three parts by the words of a record (include/uapi/linux/bpf.h). */
  private enum Part {
    FUNCTIONS(2),
    LINES(4),
    FIELDS(4);

    private final int words;

    Part(int words) {
      this.words = words;
    }
  }

  private final Map<Part, Map<Integer, List<int[]>>> records = new LinkedHashMap<>();

  BtfExtension() {
    for (Part part : Part.values()) {
      records.put(part, new LinkedHashMap<>());
    }
  }

  /** {@code struct bpf_func_info}; {@code section} is the string offset of the section's name. */
  void function(int section, int byteOffset, int typeId) {
    add(Part.FUNCTIONS, section, byteOffset, typeId);
  }

  /** {@code struct bpf_line_info}. */
  void line(int section, int byteOffset, int fileName, int text, int line, int column) {
    add(Part.LINES, section, byteOffset, fileName, text, line << LINE_SHIFT | column);
  }

  /** {@code struct bpf_core_relo}. */
  void field(int section, int byteOffset, int typeId, int access, int kind) {
    add(Part.FIELDS, section, byteOffset, typeId, access, kind);
  }

  private void add(Part part, int section, int... record) {
    records.get(part).computeIfAbsent(section, s -> new ArrayList<>()).add(record);
  }

  byte[] encode() {
    int size = HEADER_BYTES;
    for (Part part : Part.values()) {
      size += bytes(part);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    int offset = 0;
    for (Part part : Part.values()) {
      bytes.putInt(offset).putInt(bytes(part));
      offset += bytes(part);
    }
    for (Part part : Part.values()) {
      if (bytes(part) != 0) {
        bytes.putInt(part.words * Integer.BYTES);
      }
      records
          .get(part)
          .forEach((section, entries) -> {
            bytes.putInt(section).putInt(entries.size());
            for (int[] entry : entries) {
              for (int word : entry) {
                bytes.putInt(word);
              }
            }
          });
    }
    return bytes.array();
  }

  /** A part without records is left out: libbpf takes none that has but a record size. */
  private int bytes(Part part) {
    int words = records.get(part).isEmpty() ? 0 : 1;
    for (List<int[]> entries : records.get(part).values()) {
      words += 2 + entries.size() * part.words;
    }
    return words * Integer.BYTES;
  }
}
