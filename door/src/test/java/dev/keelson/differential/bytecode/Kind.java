package dev.keelson.differential.bytecode;

import java.lang.classfile.TypeKind;

/** What the JVM's verifier tells apart on the operand stack. */
enum Kind {
  INT(1, TypeKind.INT),
  LONG(2, TypeKind.LONG),
  /** The program's {@code Numbers}. */
  NUMBERS(1, TypeKind.REFERENCE);

  private final int slots;
  private final TypeKind type;

  Kind(int slots, TypeKind type) {
    this.slots = slots;
    this.type = type;
  }

  int slots() {
    return slots;
  }

  TypeKind type() {
    return type;
  }
}
