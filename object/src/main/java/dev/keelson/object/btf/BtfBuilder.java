package dev.keelson.object.btf;

import dev.keelson.object.btf.BtfType.Enumerator;
import dev.keelson.object.btf.BtfType.Linkage;
import dev.keelson.object.btf.BtfType.Member;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects types and strings and encodes them as little-endian BTF. Mutable, confined to one
 * thread.
 *
 * <p>Types may refer to ids that are added later: {@link #nextId()} tells which id comes next.
 */
public final class BtfBuilder {
  private static final int MAX_VLEN = 0xffff;

  private final Map<String, Integer> stringOffsets = new HashMap<>();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private int[] words = new int[256];
  private int wordCount;
  private int nextId = 1;

  public BtfBuilder() {
    string("");
  }

  /** The id that the next {@link #add} gives. */
  public int nextId() {
    return nextId;
  }

  /**
   * Adds a string, once however often it is asked for.
   *
   * @return its offset in the string section; 0 for the empty string
   * @throws IllegalArgumentException if it contains a zero character, which ends a BTF string
   */
  public int string(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a BTF string ends at its first zero: " + text);
    }
    return stringOffsets.computeIfAbsent(
        text,
        absent -> {
          int offset = strings.size();
          strings.writeBytes(absent.getBytes(StandardCharsets.UTF_8));
          strings.write(0);
          return offset;
        });
  }

  /**
   * Adds a type.
   *
   * @return its id, 1 for the first
   * @throws IllegalArgumentException if a value has no place in BTF's fields: more than 65,535
   *     members, or a bit offset of 2^24 or more in a struct that has bit fields
   */
  public int add(BtfType type) {
    switch (type) {
      case BtfType.Int it -> {
        head(it, BtfKind.INT, 0, it.sizeBytes());
        word(
            (it.signed() ? BtfKind.INT_SIGNED : 0)
                | (it.bool() ? BtfKind.INT_BOOL : 0)
                | (it.character() ? BtfKind.INT_CHAR : 0)
                | fit(it.bits(), 0xff, "bits of an int"));
      }
      case BtfType.Pointer it -> head(it, BtfKind.POINTER, 0, it.target());
      case BtfType.Array it -> {
        head(it, BtfKind.ARRAY, 0, 0);
        word(it.element());
        word(it.index());
        word(it.length());
      }
      case BtfType.Struct it -> composite(it, BtfKind.STRUCT);
      case BtfType.Union it -> composite(it, BtfKind.UNION);
      case BtfType.Enum it -> {
        head(it, BtfKind.ENUM, flagged(it.values().size(), it.signed()), it.sizeBytes());
        for (Enumerator value : it.values()) {
          word(string(value.name()));
          word((int) value.value());
        }
      }
      case BtfType.Enum64 it -> {
        head(it, BtfKind.ENUM64, flagged(it.values().size(), it.signed()), it.sizeBytes());
        for (Enumerator value : it.values()) {
          word(string(value.name()));
          word((int) value.value());
          word((int) (value.value() >>> 32));
        }
      }
      case BtfType.Forward it -> head(it, BtfKind.FORWARD, flagged(0, it.union()), 0);
      case BtfType.Typedef it -> head(it, BtfKind.TYPEDEF, 0, it.target());
      case BtfType.Volatile it -> head(it, BtfKind.VOLATILE, 0, it.target());
      case BtfType.Const it -> head(it, BtfKind.CONST, 0, it.target());
      case BtfType.Restrict it -> head(it, BtfKind.RESTRICT, 0, it.target());
      case BtfType.TypeTag it ->
          head(it, BtfKind.TYPE_TAG, flagged(0, it.attribute()), it.target());
      case BtfType.Function it -> head(it, BtfKind.FUNCTION, number(it.linkage()), it.prototype());
      case BtfType.Prototype it -> {
        head(it, BtfKind.PROTOTYPE, flagged(it.parameters().size(), false), it.returnType());
        for (BtfType.Parameter parameter : it.parameters()) {
          word(string(parameter.name()));
          word(parameter.type());
        }
      }
      case BtfType.Variable it -> {
        head(it, BtfKind.VARIABLE, 0, it.type());
        word(number(it.linkage()));
      }
      case BtfType.DataSection it -> {
        head(it, BtfKind.DATA_SECTION, flagged(it.variables().size(), false), it.sizeBytes());
        for (BtfType.SectionVariable variable : it.variables()) {
          word(variable.variable());
          word(variable.offset());
          word(variable.sizeBytes());
        }
      }
      case BtfType.Float it -> head(it, BtfKind.FLOAT, 0, it.sizeBytes());
      case BtfType.DeclTag it -> {
        head(it, BtfKind.DECL_TAG, flagged(0, it.attribute()), it.target());
        word(it.component());
      }
    }
    return nextId++;
  }

  private void composite(BtfType.Composite type, int kind) {
    List<Member> members = type.members();
    boolean hasBitFields = members.stream().anyMatch(member -> member.bitSize() != 0);
    head(type, kind, flagged(members.size(), hasBitFields), type.sizeBytes());
    for (Member member : members) {
      word(string(member.name()));
      word(member.type());
      word(
          hasBitFields
              ? fit(member.bitSize(), 0xff, "bit size of a member") << 24
                  | fit(member.bitOffset(), 0xff_ffff, "bit offset beside a bit field")
              : member.bitOffset());
    }
  }

  private void head(BtfType type, int kind, int vlenAndFlag, int sizeOrType) {
    word(string(type.name()));
    word(kind << 24 | vlenAndFlag);
    word(sizeOrType);
  }

  private static int flagged(int vlen, boolean flag) {
    return fit(vlen, MAX_VLEN, "number of parts of a type") | (flag ? 1 << 31 : 0);
  }

  private static int number(Linkage linkage) {
    return switch (linkage) {
      case STATIC -> 0;
      case GLOBAL -> 1;
      case EXTERN -> 2;
    };
  }

  private static int fit(int value, int max, String what) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("%s: %d, at most %d fits".formatted(what, value, max));
    }
    return value;
  }

  private void word(int value) {
    if (wordCount == words.length) {
      words = Arrays.copyOf(words, wordCount * 2);
    }
    words[wordCount++] = value;
  }

  /** All that was added, as the bytes of a BTF file: header, types, strings. */
  public byte[] encode() {
    int typesBytes = wordCount * Integer.BYTES;
    ByteBuffer file =
        ByteBuffer.allocate(BtfSections.HEADER_BYTES + typesBytes + strings.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(BtfSections.MAGIC).put((byte) BtfSections.VERSION).put((byte) 0);
    file.putInt(BtfSections.HEADER_BYTES);
    file.putInt(0).putInt(typesBytes);
    file.putInt(typesBytes).putInt(strings.size());
    for (int i = 0; i < wordCount; i++) {
      file.putInt(words[i]);
    }
    return file.put(strings.toByteArray()).array();
  }
}
