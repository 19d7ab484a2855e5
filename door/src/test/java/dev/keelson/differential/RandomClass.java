package dev.keelson.differential;

import dev.keelson.program.SyscallProgram;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.random.RandomGenerator;

/** A class file drawn at random: programs on {@link Numbers}, and functions that they call. */
final class RandomClass {
  static final String NAME = "dev.keelson.differential.Drawn";

  /** What a drawn program may call: {@code long f(long, int)}. */
  static final MethodTypeDesc FUNCTION =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_int);

  static final ClassDesc CLASS = ClassDesc.of(NAME);
  static final ClassDesc NUMBERS = ClassDesc.of(Numbers.class.getName());

  private static final int PROGRAMS = 4;
  private static final int FUNCTIONS = 2;

  private RandomClass() {}

  static ClassFiles draw(RandomGenerator random) {
    byte[] bytes =
        ClassFile.of()
            .build(
                CLASS,
                type -> {
                  type.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SUPER);
                  type.with(SourceFileAttribute.of("Drawn.java"));
                  for (int i = 0; i < FUNCTIONS; i++) {
                    function(type, "f" + i, i, random);
                  }
                  for (int i = 0; i < PROGRAMS; i++) {
                    program(type, "program" + i, random);
                  }
                });
    return ClassFiles.of(NAME, bytes);
  }

  private static void program(ClassBuilder type, String name, RandomGenerator random) {
    type.withMethod(
        name,
        MethodTypeDesc.of(ConstantDescs.CD_void, NUMBERS),
        ClassFile.ACC_STATIC,
        method -> {
          method.with(
              RuntimeInvisibleAnnotationsAttribute.of(
                  List.of(Annotation.of(ClassDesc.of(SyscallProgram.class.getName())))));
          method.withCode(code -> new RandomBody(code, random, FUNCTIONS).program());
        });
  }

  /** It calls functions of a lower number only, so that nothing recurs. */
  private static void function(ClassBuilder type, String name, int number, RandomGenerator random) {
    type.withMethod(
        name,
        FUNCTION,
        ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE,
        method -> method.withCode(code -> new RandomBody(code, random, number).function()));
  }
}
