package dev.keelson.object.btf;

import dev.keelson.object.btf.BtfType.Enumerator;
import dev.keelson.object.btf.BtfType.Linkage;
import dev.keelson.object.btf.BtfType.Member;
import dev.keelson.object.btf.BtfType.Parameter;
import dev.keelson.object.btf.BtfType.SectionVariable;
import java.util.ArrayList;
import java.util.List;

/** Turns the words of one type into its record, checking every id and string offset in it. */
final class BtfDecoder {
  private final BtfSections sections;
  private final int typeCount;
  private final int[] words;

  BtfDecoder(BtfSections sections, int typeCount) {
    this.sections = sections;
    this.typeCount = typeCount;
    this.words = sections.words();
  }

  /**
   * @param at index of the type's first word; the whole type is known to lie within the section
   */
  BtfType decode(int at) {
    String name = sections.stringAt(at);
    int info = words[at + 1];
    int size = words[at + 2];
    boolean flag = BtfKind.flag(info);
    int kind = BtfKind.of(info);
    return switch (kind) {
      case BtfKind.INT -> integer(at, name, size);
      case BtfKind.POINTER -> new BtfType.Pointer(reference(at + 2));
      case BtfKind.ARRAY -> array(at);
      case BtfKind.STRUCT -> new BtfType.Struct(name, size(at), members(at, info));
      case BtfKind.UNION -> new BtfType.Union(name, size(at), members(at, info));
      case BtfKind.ENUM -> new BtfType.Enum(name, size(at), flag, enumerators(at, info));
      case BtfKind.FORWARD -> new BtfType.Forward(name, flag);
      case BtfKind.TYPEDEF -> new BtfType.Typedef(name, reference(at + 2));
      case BtfKind.VOLATILE -> new BtfType.Volatile(reference(at + 2));
      case BtfKind.CONST -> new BtfType.Const(reference(at + 2));
      case BtfKind.RESTRICT -> new BtfType.Restrict(reference(at + 2));
      case BtfKind.FUNCTION ->
          new BtfType.Function(name, reference(at + 2), linkage(at + 1, BtfKind.vlen(info)));
      case BtfKind.PROTOTYPE -> new BtfType.Prototype(reference(at + 2), parameters(at, info));
      case BtfKind.VARIABLE ->
          new BtfType.Variable(name, reference(at + 2), linkage(at + 3, words[at + 3]));
      case BtfKind.DATA_SECTION ->
          new BtfType.DataSection(name, size(at), sectionVariables(at, info));
      case BtfKind.FLOAT -> new BtfType.Float(name, size(at));
      case BtfKind.DECL_TAG -> new BtfType.DeclTag(name, reference(at + 2), words[at + 3], flag);
      case BtfKind.TYPE_TAG -> new BtfType.TypeTag(name, reference(at + 2), flag);
      case BtfKind.ENUM64 -> new BtfType.Enum64(name, size(at), flag, enumerators64(at, info));
      default -> throw new AssertionError("indexed, but of unknown kind " + kind);
    };
  }

  private BtfType integer(int at, String name, int size) {
    int encoding = words[at + 3];
    int bits = encoding & 0xff;
    if ((encoding >>> 16 & 0xff) != 0) {
      throw sections.malformed(
          at + 3, "an int at bit 0 (bit fields are a property of members since Linux 5.1)");
    }
    if (size < 1 || size > 16 || bits > size * 8) {
      throw sections.malformed(
          at + 2, "an int of 1 to 16 bytes that hold its %d bits, not of %d".formatted(bits, size));
    }
    return new BtfType.Int(
        name,
        size,
        (encoding & BtfKind.INT_SIGNED) != 0,
        (encoding & BtfKind.INT_BOOL) != 0,
        (encoding & BtfKind.INT_CHAR) != 0,
        bits);
  }

  private BtfType array(int at) {
    int length = words[at + 5];
    if (length < 0) {
      throw sections.malformed(
          at + 5, "an array length below 2^31, not " + Integer.toUnsignedString(length));
    }
    return new BtfType.Array(reference(at + 3), reference(at + 4), length);
  }

  private List<Member> members(int at, int info) {
    boolean hasBitFields = BtfKind.flag(info);
    int count = BtfKind.vlen(info);
    List<Member> members = new ArrayList<>(count);
    for (int i = 0, word = at + BtfKind.HEAD_WORDS; i < count; i++, word += 3) {
      int offset = words[word + 2];
      if (offset < 0 && !hasBitFields) {
        throw sections.malformed(
            word + 2, "a bit offset below 2^31, not " + Integer.toUnsignedString(offset));
      }
      members.add(
          new Member(
              sections.stringAt(word),
              reference(word + 1),
              hasBitFields ? offset & 0xff_ffff : offset,
              hasBitFields ? offset >>> 24 : 0));
    }
    return members;
  }

  private List<Enumerator> enumerators(int at, int info) {
    boolean signed = BtfKind.flag(info);
    int count = BtfKind.vlen(info);
    List<Enumerator> values = new ArrayList<>(count);
    for (int i = 0, word = at + BtfKind.HEAD_WORDS; i < count; i++, word += 2) {
      int value = words[word + 1];
      values.add(
          new Enumerator(sections.stringAt(word), signed ? value : Integer.toUnsignedLong(value)));
    }
    return values;
  }

  private List<Enumerator> enumerators64(int at, int info) {
    int count = BtfKind.vlen(info);
    List<Enumerator> values = new ArrayList<>(count);
    for (int i = 0, word = at + BtfKind.HEAD_WORDS; i < count; i++, word += 3) {
      long value = Integer.toUnsignedLong(words[word + 1]) | (long) words[word + 2] << 32;
      values.add(new Enumerator(sections.stringAt(word), value));
    }
    return values;
  }

  private List<Parameter> parameters(int at, int info) {
    int count = BtfKind.vlen(info);
    List<Parameter> parameters = new ArrayList<>(count);
    for (int i = 0, word = at + BtfKind.HEAD_WORDS; i < count; i++, word += 2) {
      parameters.add(new Parameter(sections.stringAt(word), reference(word + 1)));
    }
    return parameters;
  }

  private List<SectionVariable> sectionVariables(int at, int info) {
    int count = BtfKind.vlen(info);
    List<SectionVariable> variables = new ArrayList<>(count);
    for (int i = 0, word = at + BtfKind.HEAD_WORDS; i < count; i++, word += 3) {
      variables.add(new SectionVariable(reference(word), words[word + 1], words[word + 2]));
    }
    return variables;
  }

  private Linkage linkage(int word, int number) {
    return switch (number) {
      case 0 -> Linkage.STATIC;
      case 1 -> Linkage.GLOBAL;
      case 2 -> Linkage.EXTERN;
      default ->
          throw sections.malformed(
              word, "linkage 0 (static), 1 (global) or 2 (extern), not " + number);
    };
  }

  private int size(int at) {
    int size = words[at + 2];
    if (size < 0) {
      throw sections.malformed(at + 2, "a size below 2 GiB, not " + Integer.toUnsignedString(size));
    }
    return size;
  }

  private int reference(int word) {
    return sections.reference(word, typeCount);
  }
}
