package dev.keelson.object.btf;

import dev.keelson.object.MalformedObjectException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The types of a kernel or an object file. Immutable to its users and safe for any number of
 * threads; types are decoded when asked for and kept.
 *
 * <p>Opening does one thing: it finds where each type starts. The type section is held as an {@code
 * int[]}, because all of BTF's type fields are 32-bit words and a process that has just started
 * runs this loop in the bytecode interpreter, where an array access is one step and a {@code
 * MemorySegment} access is a hundred. No table of names is built: a kernel's 120,000 strings would
 * cost more than all look-ups of a program together.
 */
public final class Btf {
  /** Longest chain of typedefs, qualifiers and arrays that is followed, as in the kernel. */
  private static final int MAX_CHAIN = 32;

  private static final int POINTER_BYTES = 8;
  private static final int NO_SIZE = -1;

  private final BtfSections sections;

  /** Index of the first word of each type in {@code words}; entry 0 is unused. */
  private final int[] starts;

  private final int typeCount;
  private final int[] words;
  private final byte[] strings;

  // Filled on demand. Two threads may both fill an entry, with equal immutable content.
  private final BtfType[] decoded;
  private final int[][] idsByKind = new int[BtfKind.LAST + 1][];

  private Btf(BtfSections sections) {
    this.sections = sections;
    this.words = sections.words();
    this.strings = sections.strings();
    this.starts = new int[words.length / BtfKind.HEAD_WORDS + 1];
    this.typeCount = index();
    this.decoded = new BtfType[typeCount];
  }

  /**
   * Reads raw BTF, for example the content of {@code /sys/kernel/btf/vmlinux}. The bytes are
   * copied.
   *
   * @param what what the bytes are, for errors
   * @throws MalformedObjectException if the bytes are not little-endian BTF, or are cut short; what
   *     is wrong inside a single type is found when that type is asked for
   */
  public static Btf read(MemorySegment bytes, String what) {
    return new Btf(BtfSections.of(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN), what));
  }

  /** As {@link #read(MemorySegment, String)}. */
  public static Btf read(byte[] bytes, String what) {
    return new Btf(BtfSections.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), what));
  }

  /** One tight pass over the types; the number of ids, void included. */
  private int index() {
    int[] fixed = BtfKind.FIXED_WORDS;
    int[] each = BtfKind.WORDS_EACH;
    int end = words.length;
    int id = 1;
    int at = 0;
    while (at + BtfKind.HEAD_WORDS <= end) {
      starts[id++] = at;
      int info = words[at + 1];
      int kind = info >>> 24 & 0x1f;
      if (kind == 0 || kind > BtfKind.LAST) {
        throw sections.malformed(
            at + 1, "a kind from 1 to %d, not %d".formatted(BtfKind.LAST, kind));
      }
      at += BtfKind.HEAD_WORDS + fixed[kind] + each[kind] * (info & 0xffff);
    }
    if (at != end) {
      throw sections.malformed(at, "the end of the types at word %d".formatted(end));
    }
    return id;
  }

  /** One more than the largest id. */
  public int typeCount() {
    return typeCount;
  }

  /**
   * The type of that id, 1 to {@code typeCount() - 1}.
   *
   * @throws IllegalArgumentException if there is no such id, or it is 0, which is {@code void}
   * @throws MalformedObjectException if the type names a string or a type that does not exist
   */
  public BtfType type(int id) {
    checkId(id);
    BtfType type = decoded[id];
    if (type == null) {
      type = new BtfDecoder(sections, typeCount).decode(starts[id]);
      decoded[id] = type;
    }
    return type;
  }

  /**
   * The first type of that kind and name.
   *
   * @param kind one of the 19 records of {@link BtfType}
   */
  public OptionalInt find(Class<? extends BtfType> kind, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    if (wanted.length == 0 || name.indexOf('\0') >= 0) {
      return OptionalInt.empty();
    }
    for (int id : idsOf(BtfKind.number(kind))) {
      if (isAt(words[starts[id]], wanted)) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The types of that kind whose name is {@code name} or a flavour of it, {@code name___other}: one
   * struct in several forms, as tools name them.
   *
   * @param kind one of the 19 records of {@link BtfType}
   */
  public List<Integer> flavors(Class<? extends BtfType> kind, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    List<Integer> found = new ArrayList<>();
    if (wanted.length == 0) {
      return found;
    }
    for (int id : idsOf(BtfKind.number(kind))) {
      if (startsAt(words[starts[id]], wanted)
          && essentialName(string(words[starts[id]])).equals(name)) {
        found.add(id);
      }
    }
    return found;
  }

  /** A name without its flavour: what stands before the last {@code ___} between other letters. */
  public static String essentialName(String name) {
    for (int end = name.length() - 4; end > 0; end--) {
      if (name.startsWith("___", end)
          && name.charAt(end - 1) != '_'
          && name.charAt(end + 3) != '_') {
        return name.substring(0, end);
      }
    }
    return name;
  }

  private boolean startsAt(int offset, byte[] wanted) {
    int end = offset + wanted.length;
    return offset > 0
        && end < strings.length
        && strings[offset] == wanted[0]
        && (strings[end] == 0 || strings[end] == '_')
        && Arrays.equals(strings, offset, end, wanted, 0, wanted.length);
  }

  private boolean isAt(int offset, byte[] wanted) {
    int length = wanted.length;
    // In this order because the first letter and the length rule nearly all names out.
    return offset > 0
        && offset < strings.length - length
        && strings[offset] == wanted[0]
        && strings[offset + length] == 0
        && Arrays.equals(strings, offset, offset + length, wanted, 0, length);
  }

  /** Ids of all types of a kind, ascending; not a copy. */
  int[] idsOf(int kind) {
    int[] ids = idsByKind[kind];
    if (ids == null) {
      ids = new int[64];
      int count = 0;
      for (int id = 1; id < typeCount; id++) {
        if ((words[starts[id] + 1] >>> 24 & 0x1f) == kind) {
          if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
          }
          ids[count++] = id;
        }
      }
      ids = Arrays.copyOf(ids, count);
      idsByKind[kind] = ids;
    }
    return ids;
  }

  /**
   * The id behind typedefs, {@code const}, {@code volatile}, {@code restrict} and type tags; 0 if
   * that is {@code void}.
   *
   * @throws MalformedObjectException if they form a chain longer than 32
   */
  public int skipModifiers(int id) {
    int current = id;
    for (int depth = 0; depth < MAX_CHAIN; depth++) {
      if (current == 0) {
        return 0;
      }
      checkId(current);
      int at = starts[current];
      switch (BtfKind.of(words[at + 1])) {
        case BtfKind.TYPEDEF, BtfKind.VOLATILE, BtfKind.CONST, BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
            current = reference(at + 2);
        default -> {
          return current;
        }
      }
    }
    throw malformed(id, "at most %d typedefs and qualifiers in a row".formatted(MAX_CHAIN));
  }

  /**
   * Size in bytes of a value of that type, typedefs and qualifiers skipped.
   *
   * @throws IllegalArgumentException if values of it have no size: void, functions, forwards
   * @throws MalformedObjectException if an array of arrays never ends, or is over 2 GiB
   */
  public int sizeOf(int id) {
    int size = sizeOrNone(id);
    if (size == NO_SIZE) {
      throw new IllegalArgumentException(
          "type %d of %s has no size: it is %s"
              .formatted(id, sections.what(), id == 0 ? "void" : type(id)));
    }
    return size;
  }

  /** The size of a type that a member has, which must therefore have one. */
  int sizeOfMember(int id) {
    int size = sizeOrNone(id);
    if (size == NO_SIZE) {
      throw malformed(id, "a type with a size, because a member has it");
    }
    return size;
  }

  /** The failure to find {@code expected} in the type of that id. */
  MalformedObjectException malformed(int id, String expected) {
    return sections.malformed(starts[id], "type %d: %s".formatted(id, expected));
  }

  private int sizeOrNone(int id) {
    long factor = 1;
    int current = id;
    for (int depth = 0; depth < MAX_CHAIN; depth++) {
      current = skipModifiers(current);
      int at = current == 0 ? 0 : starts[current];
      switch (current == 0 ? 0 : BtfKind.of(words[at + 1])) {
        case BtfKind.INT,
            BtfKind.STRUCT,
            BtfKind.UNION,
            BtfKind.ENUM,
            BtfKind.ENUM64,
            BtfKind.FLOAT,
            BtfKind.DATA_SECTION -> {
          return product(factor, words[at + 2], at);
        }
        case BtfKind.POINTER -> {
          return product(factor, POINTER_BYTES, at);
        }
        case BtfKind.VARIABLE -> current = reference(at + 2);
        case BtfKind.ARRAY -> {
          factor = product(factor, words[at + 5], at);
          current = reference(at + 3);
        }
        default -> {
          return NO_SIZE;
        }
      }
    }
    throw malformed(id, "at most %d arrays within each other".formatted(MAX_CHAIN));
  }

  private int product(long factor, int value, int at) {
    long size = factor * (value & 0xffff_ffffL);
    if (size > Integer.MAX_VALUE) {
      throw sections.malformed(at + 2, "a type of at most 2 GiB, not of %d bytes".formatted(size));
    }
    return (int) size;
  }

  private int reference(int at) {
    return sections.reference(at, typeCount);
  }

  /**
   * The string at that offset of the string section, 0 for the empty one.
   *
   * @throws IllegalArgumentException if the offset is outside the string section
   */
  public String string(int offset) {
    if (offset < 0 || offset >= strings.length) {
      throw new IllegalArgumentException(
          "%s has no string at offset %d: its strings take %d bytes"
              .formatted(sections.what(), offset, strings.length));
    }
    return sections.string(offset);
  }

  private void checkId(int id) {
    if (id < 1 || id >= typeCount) {
      throw new IllegalArgumentException(
          "%s has no type %d: ids go from 1 to %d".formatted(sections.what(), id, typeCount - 1));
    }
  }
}
