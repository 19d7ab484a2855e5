package dev.keelson.object.btf;

import java.util.Map;

/**
 * The numbers of {@code BTF_KIND_*} and the shape of what follows each {@code struct btf_type}
 * (include/uapi/linux/btf.h, Linux 6.18).
 */
final class BtfKind {
  private BtfKind() {}

  static final int INT = 1;
  static final int POINTER = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FORWARD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNCTION = 12;
  static final int PROTOTYPE = 13;
  static final int VARIABLE = 14;
  static final int DATA_SECTION = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;
  static final int LAST = ENUM64;

  /** Words of {@code struct btf_type} itself: name_off, info, size or type. */
  static final int HEAD_WORDS = 3;

  /** By kind: words after the head, whatever {@code vlen} is. */
  static final int[] FIXED_WORDS = new int[LAST + 1];

  /** By kind: words after the head for each of {@code vlen} (which is a linkage in a function). */
  static final int[] WORDS_EACH = new int[LAST + 1];

  static {
    FIXED_WORDS[INT] = 1; // the encoding word
    FIXED_WORDS[ARRAY] = 3; // struct btf_array
    FIXED_WORDS[VARIABLE] = 1; // struct btf_var
    FIXED_WORDS[DECL_TAG] = 1; // struct btf_decl_tag
    WORDS_EACH[STRUCT] = 3; // struct btf_member
    WORDS_EACH[UNION] = 3;
    WORDS_EACH[ENUM] = 2; // struct btf_enum
    WORDS_EACH[PROTOTYPE] = 2; // struct btf_param
    WORDS_EACH[DATA_SECTION] = 3; // struct btf_var_secinfo
    WORDS_EACH[ENUM64] = 3; // struct btf_enum64
  }

  // The encoding word of an int.
  static final int INT_SIGNED = 1 << 24;
  static final int INT_CHAR = 1 << 25;
  static final int INT_BOOL = 1 << 26;

  private static final Map<Class<? extends BtfType>, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry(BtfType.Int.class, INT),
          Map.entry(BtfType.Pointer.class, POINTER),
          Map.entry(BtfType.Array.class, ARRAY),
          Map.entry(BtfType.Struct.class, STRUCT),
          Map.entry(BtfType.Union.class, UNION),
          Map.entry(BtfType.Enum.class, ENUM),
          Map.entry(BtfType.Forward.class, FORWARD),
          Map.entry(BtfType.Typedef.class, TYPEDEF),
          Map.entry(BtfType.Volatile.class, VOLATILE),
          Map.entry(BtfType.Const.class, CONST),
          Map.entry(BtfType.Restrict.class, RESTRICT),
          Map.entry(BtfType.Function.class, FUNCTION),
          Map.entry(BtfType.Prototype.class, PROTOTYPE),
          Map.entry(BtfType.Variable.class, VARIABLE),
          Map.entry(BtfType.DataSection.class, DATA_SECTION),
          Map.entry(BtfType.Float.class, FLOAT),
          Map.entry(BtfType.DeclTag.class, DECL_TAG),
          Map.entry(BtfType.TypeTag.class, TYPE_TAG),
          Map.entry(BtfType.Enum64.class, ENUM64));

  /** The number of the kind that {@code type} stands for. */
  static int number(Class<? extends BtfType> type) {
    Integer number = NUMBERS.get(type);
    if (number == null) {
      throw new IllegalArgumentException(
          type.getSimpleName() + " is not one kind of BTF type: name one of the 19 records");
    }
    return number;
  }

  static int of(int info) {
    return info >>> 24 & 0x1f;
  }

  static int vlen(int info) {
    return info & 0xffff;
  }

  static boolean flag(int info) {
    return info < 0;
  }
}
