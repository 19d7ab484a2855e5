package dev.keelson.object.btf;

import dev.keelson.object.MalformedObjectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two sections behind the header, copied out of their file.
 *
 * <pre>
 *   0      2   3      4        8         12        16       20       24 (or hdr_len)
 *   | magic|ver|flags | hdr_len| type_off| type_len| str_off| str_len|      struct btf_header
 * </pre>
 */
final class BtfSections {
  static final short MAGIC = (short) 0xeb9f;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 24;

  private final String what;
  private final int typesAt;
  private final int[] words;
  private final byte[] strings;

  private BtfSections(String what, int typesAt, int[] words, byte[] strings) {
    this.what = what;
    this.typesAt = typesAt;
    this.words = words;
    this.strings = strings;
  }

  /**
   * @param file little-endian, positioned anywhere
   */
  static BtfSections of(ByteBuffer file, String what) {
    int size = file.capacity();
    if (size < HEADER_BYTES) {
      throw new MalformedObjectException(
          what, size, "a header of %d bytes".formatted(HEADER_BYTES));
    }
    if (file.getShort(0) != MAGIC) {
      throw new MalformedObjectException(
          what,
          0,
          "the little-endian BTF magic 0xeb9f, not 0x%04x".formatted(file.getShort(0) & 0xffff));
    }
    if (file.get(2) != VERSION) {
      throw new MalformedObjectException(what, 2, "BTF version 1, not " + file.get(2));
    }
    long header = file.getInt(4) & 0xffff_ffffL;
    if (header < HEADER_BYTES || header > size) {
      throw new MalformedObjectException(
          what, 4, "a header length from %d to %d, not %d".formatted(HEADER_BYTES, size, header));
    }
    int typesAt = section(file, what, header, 8);
    int typesBytes = file.getInt(12);
    if (typesBytes % Integer.BYTES != 0) {
      throw new MalformedObjectException(what, 12, "a multiple of 4, not " + typesBytes);
    }
    int stringsAt = section(file, what, header, 16);
    byte[] strings = new byte[file.getInt(20)];
    file.get(stringsAt, strings);
    if (strings.length == 0 || strings[0] != 0 || strings[strings.length - 1] != 0) {
      throw new MalformedObjectException(
          what, stringsAt, "strings that start and end with a zero byte");
    }
    int[] words = new int[typesBytes / Integer.BYTES];
    file.slice(typesAt, typesBytes).order(file.order()).asIntBuffer().get(words);
    return new BtfSections(what, typesAt, words, strings);
  }

  /** The start of the section whose offset and length stand at {@code at} and {@code at + 4}. */
  private static int section(ByteBuffer file, String what, long header, int at) {
    long start = header + (file.getInt(at) & 0xffff_ffffL);
    long length = file.getInt(at + 4) & 0xffff_ffffL;
    if (start + length > file.capacity()) {
      throw new MalformedObjectException(
          what,
          at,
          "a section within the %d bytes of the file, not %d bytes from %d on"
              .formatted(file.capacity(), length, start));
    }
    return (int) start;
  }

  /** What is being read, for errors. */
  String what() {
    return what;
  }

  /** The type section as 32-bit words; not a copy. */
  int[] words() {
    return words;
  }

  /** The string section, which starts and ends with a zero byte; not a copy. */
  byte[] strings() {
    return strings;
  }

  /** The failure to find {@code expected} at a word of the type section. */
  MalformedObjectException malformed(int word, String expected) {
    return new MalformedObjectException(what, typesAt + 4L * word, expected);
  }

  /** The type id at a word. */
  int reference(int word, int typeCount) {
    int id = words[word];
    if (id < 0 || id >= typeCount) {
      throw malformed(word, "a type id below %d, not %d".formatted(typeCount, id & 0xffff_ffffL));
    }
    return id;
  }

  /** The string whose offset is at a word. */
  String stringAt(int word) {
    int offset = words[word];
    if (offset < 0 || offset >= strings.length) {
      throw malformed(
          word,
          "a string offset below %d, not %d".formatted(strings.length, offset & 0xffff_ffffL));
    }
    return string(offset);
  }

  /** The string at an offset of the string section that is known to be inside it. */
  String string(int offset) {
    int end = offset;
    while (strings[end] != 0) {
      end++;
    }
    return new String(strings, offset, end - offset, StandardCharsets.UTF_8);
  }
}
