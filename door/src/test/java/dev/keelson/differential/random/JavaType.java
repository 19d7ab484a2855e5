package dev.keelson.differential.random;

import java.util.List;

/** A primitive type of Java that kernel programs may use. */
enum JavaType {
  BOOLEAN("boolean", "Boolean", 1),
  BYTE("byte", "Byte", 1),
  SHORT("short", "Short", 2),
  CHAR("char", "Character", 2),
  INT("int", "Integer", 4),
  LONG("long", "Long", 8);

  static final List<JavaType> ALL = List.of(values());
  static final List<JavaType> NUMBERS = List.of(BYTE, SHORT, CHAR, INT, LONG);
  static final List<JavaType> COMMON = List.of(INT, LONG, INT, LONG, INT, SHORT, BYTE, CHAR);

  private final String word;
  private final String box;
  private final int sizeBytes;

  JavaType(String word, String box, int sizeBytes) {
    this.word = word;
    this.box = box;
    this.sizeBytes = sizeBytes;
  }

  /** As it is written. */
  String word() {
    return word;
  }

  String box() {
    return box;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  /** Whether a value of that type becomes this one without a cast. */
  boolean takes(JavaType from) {
    return switch (this) {
      case BOOLEAN, BYTE, CHAR -> this == from;
      case SHORT -> from == SHORT || from == BYTE;
      case INT -> from != BOOLEAN && from != LONG;
      case LONG -> from != BOOLEAN;
    };
  }

  /** A constant of the type. */
  String literal(long value) {
    return switch (this) {
      case BOOLEAN -> (value & 1) != 0 ? "true" : "false";
      case BYTE -> "(byte) " + signed(Long.toString((byte) value));
      case SHORT -> "(short) " + signed(Long.toString((short) value));
      case CHAR -> "(char) " + (char) value % 65_536;
      case INT -> signed(Integer.toString((int) value));
      case LONG -> signed(value + "L");
    };
  }

  private static String signed(String digits) {
    return digits.startsWith("-") ? "(" + digits + ")" : digits;
  }
}
