package dev.keelson.differential.bytecode;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * A static field and a method of each type narrower than int. The JVM narrows where a field is
 * stored and where a method returns (JVMS 6.5, putstatic and ireturn), which javac has done before.
 *
 * @param type the class that has them
 */
record Members(ClassDesc type) {
  static final List<ClassDesc> NARROW = List.of(CD_boolean, CD_byte, CD_short, CD_char);

  void declare(ClassBuilder to) {
    for (ClassDesc narrow : NARROW) {
      to.withField(field(narrow), narrow, ClassFile.ACC_STATIC);
      to.withMethodBody(
          method(narrow),
          MethodTypeDesc.of(narrow, CD_int, CD_long),
          ClassFile.ACC_STATIC,
          code -> code.lineNumber(1).lload(1).l2i().iload(0).ixor().ireturn());
    }
  }

  private static String field(ClassDesc type) {
    return type.displayName() + "Field";
  }

  private static String method(ClassDesc type) {
    return type.displayName() + "Of";
  }

  /** Stores the int on top in a narrower field, and reads that. */
  void storeAndLoad(CodeBuilder code, ClassDesc narrow) {
    code.putstatic(type, field(narrow), narrow).getstatic(type, field(narrow), narrow);
  }

  /** Calls a method of an int and a long, whose result is narrower than what it computes. */
  void call(CodeBuilder code, ClassDesc narrow) {
    code.invokestatic(type, method(narrow), MethodTypeDesc.of(narrow, CD_int, CD_long));
  }

  /** What the fields hold. */
  void audit(CodeBuilder code) {
    code.lineNumber(1).aload(0).lconst_0();
    for (ClassDesc narrow : NARROW) {
      code.bipush(31).i2l().lmul().getstatic(type, field(narrow), narrow).i2l().ladd();
    }
    code.putfield(StackCode.NUMBERS, "result", CD_long).return_();
  }
}
