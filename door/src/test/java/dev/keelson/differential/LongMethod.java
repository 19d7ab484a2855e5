package dev.keelson.differential;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.keelson.program.SyscallProgram;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * A class with one program, whose loop is as long as one likes. Written as a class file, because in
 * Java it would be this:
 *
 * <pre>
 *   static void far(Numbers n) {
 *     long x = n.a;
 *     for (int i = 0; i &lt; (n.c &amp; 3); i++) {
 *       x = LongMethod.turn(x, i);
 *       x = LongMethod.turn(x, i);
 *       ...
 *     }
 *     n.result = x;
 *   }
 * </pre>
 */
public final class LongMethod {
  static final String NAME = "dev.keelson.differential.LongMethodProgram";

  private static final ClassDesc NUMBERS = describe(Numbers.class);

  private LongMethod() {}

  /** Some twenty instructions, few enough to stand in the place of each call. */
  public static long turn(long start, int i) {
    long x = start + i;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    x *= 31;
    x ^= x >> 9;
    x ^= x << 5;
    return x ^ (x >>> 3);
  }

  /** The class file of {@link #NAME}, with that many turns in the loop. */
  static byte[] bytes(int turns) {
    return ClassFile.of()
        .build(
            ClassDesc.of(NAME),
            type ->
                type.withMethod(
                    "far",
                    MethodTypeDesc.of(CD_void, NUMBERS),
                    ClassFile.ACC_STATIC,
                    method ->
                        method
                            .with(
                                RuntimeInvisibleAnnotationsAttribute.of(
                                    Annotation.of(describe(SyscallProgram.class))))
                            .withCode(code -> far(code, turns))));
  }

  private static void far(CodeBuilder code, int turns) {
    int x = code.allocateLocal(TypeKind.LONG);
    int i = code.allocateLocal(TypeKind.INT);
    Label loop = code.newLabel();
    Label end = code.newLabel();
    code.aload(0).getfield(NUMBERS, "a", CD_long).lstore(x).iconst_0().istore(i);
    code.labelBinding(loop);
    code.iload(i).aload(0).getfield(NUMBERS, "c", CD_int).iconst_3().iand().if_icmpge(end);
    for (int turn = 0; turn < turns; turn++) {
      code.lload(x)
          .iload(i)
          .invokestatic(
              describe(LongMethod.class), "turn", MethodTypeDesc.of(CD_long, CD_long, CD_int))
          .lstore(x);
    }
    code.iinc(i, 1).goto_(loop);
    code.labelBinding(end);
    code.aload(0).lload(x).putfield(NUMBERS, "result", CD_long).return_();
  }

  private static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
