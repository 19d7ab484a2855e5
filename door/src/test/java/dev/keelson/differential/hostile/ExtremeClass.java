package dev.keelson.differential.hostile;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A class that is no damage but too much of something.
 *
 * @param what of what, in words
 * @param bytes the class file
 */
record ExtremeClass(String what, byte[] bytes) {
  static final String NAME = "dev.keelson.differential.Extreme";

  private static final ClassDesc TYPE = ClassDesc.of(NAME);
  private static final ClassDesc NUMBERS = Numbers.class.describeConstable().orElseThrow();
  private static final ClassDesc PROGRAM = SyscallProgram.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OF_INT = MethodTypeDesc.of(CD_int, CD_int);

  /** Room for the program's head and end in a method's 65,535 bytes. */
  private static final int CODE_BYTES = 65_000;

  static List<ExtremeClass> all() {
    return List.of(
        program("a stack of 20,000 numbers", code -> deep(code, 20_000)),
        program("13,000 additions", code -> repeated(code, CODE_BYTES / 5, c -> add(c))),
        program("5,000 branches, one after the other", code -> branches(code, 5_000)),
        program("400 loops, one within the other", code -> loops(code, 400)),
        program("12 loops, one within the other", code -> loops(code, 12)),
        program("4,000 cases", code -> cases(code, 4_000)),
        program("every jump leads to the start", code -> backwards(code, 2_000)),
        program("13,000 local variables", ExtremeClass::locals),
        program("an array of every int", code -> array(code, Integer.MAX_VALUE)),
        program("an array of fewer than none", code -> array(code, -1)),
        chain("2,000 methods, each called by the one before", 2_000),
        doubling("24 methods, each called twice by the one before", 24),
        programs("2,000 programs", 2_000));
  }

  /** What becomes of it. */
  HostileCampaign.Report compiled(Duration limit) {
    return HostileCampaign.of(NAME, bytes, limit);
  }

  /** The one of {@link #all} with that text. */
  static ExtremeClass of(String what) {
    return all().stream().filter(one -> one.what().equals(what)).findFirst().orElseThrow();
  }

  private static ExtremeClass program(String what, Consumer<CodeBuilder> body) {
    return made(what, type -> addProgram(type, "run", body));
  }

  private static ExtremeClass made(String what, Consumer<ClassBuilder> members) {
    return new ExtremeClass(what, ClassFile.of().build(TYPE, members));
  }

  /** The body finds {@code n.c} in the variable 1, and what it leaves there is the result. */
  private static void addProgram(ClassBuilder type, String name, Consumer<CodeBuilder> body) {
    type.withMethod(
        name,
        MethodTypeDesc.of(CD_void, NUMBERS),
        ClassFile.ACC_STATIC,
        method ->
            method
                .with(RuntimeInvisibleAnnotationsAttribute.of(Annotation.of(PROGRAM)))
                .withCode(code -> {
                  code.aload(0).getfield(NUMBERS, "c", CD_int).istore(1);
                  body.accept(code);
                  code.aload(0).iload(1).putfield(NUMBERS, "small", CD_int).return_();
                }));
  }

  private static void repeated(CodeBuilder code, int times, Consumer<CodeBuilder> once) {
    for (int i = 0; i < times; i++) {
      once.accept(code);
    }
  }

  private static void add(CodeBuilder code) {
    code.iload(1).iconst_3().iadd().istore(1);
  }

  private static void deep(CodeBuilder code, int depth) {
    repeated(code, depth, c -> c.iload(1));
    repeated(code, depth - 1, CodeBuilder::ixor);
    code.istore(1);
  }

  private static void branches(CodeBuilder code, int count) {
    repeated(
        code,
        count,
        c -> {
          Label after = c.newLabel();
          c.iload(1).ifeq(after).iinc(1, 7).labelBinding(after);
        });
  }

  private static void loops(CodeBuilder code, int depth) {
    List<Label> heads = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Label head = code.newLabel();
      code.iconst_3().istore(2 + i).labelBinding(head);
      heads.add(head);
    }
    code.iinc(1, 1);
    for (int i = depth - 1; i >= 0; i--) {
      code.iinc(2 + i, -1).iload(2 + i).ifgt(heads.get(i));
    }
  }

  private static void cases(CodeBuilder code, int count) {
    Label after = code.newLabel();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(SwitchCase.of(i * 37, code.newLabel()));
    }
    code.iload(1).lookupswitch(after, cases);
    for (SwitchCase one : cases) {
      code.labelBinding(one.target()).iinc(1, one.caseValue() & 63).goto_(after);
    }
    code.labelBinding(after);
  }

  private static void backwards(CodeBuilder code, int count) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Label here = code.newLabel();
      code.labelBinding(here).iinc(1, 1).iload(1);
      labels.add(here);
      code.ifeq(labels.get(i * 31 % labels.size()));
    }
  }

  private static void locals(CodeBuilder code) {
    for (int i = 2; i < 13_000; i++) {
      code.iload(1).istore(i);
    }
  }

  private static void array(CodeBuilder code, int length) {
    code.loadConstant(length).newarray(java.lang.classfile.TypeKind.LONG).pop();
  }

  private static ExtremeClass chain(String what, int length) {
    return made(
        what,
        type -> {
          addProgram(type, "run", code -> code.iload(1).invokestatic(TYPE, "m0", OF_INT).istore(1));
          for (int i = 0; i < length; i++) {
            addMethod(type, i, i == length - 1 ? 0 : 1);
          }
        });
  }

  private static ExtremeClass doubling(String what, int length) {
    return made(
        what,
        type -> {
          addProgram(type, "run", code -> code.iload(1).invokestatic(TYPE, "m0", OF_INT).istore(1));
          for (int i = 0; i < length; i++) {
            addMethod(type, i, i == length - 1 ? 0 : 2);
          }
        });
  }

  /** A method that calls the next one that often. */
  private static void addMethod(ClassBuilder type, int number, int calls) {
    type.withMethodBody(
        "m" + number,
        OF_INT,
        ClassFile.ACC_STATIC,
        code -> {
          code.iload(0);
          repeated(
              code, calls, c -> c.iconst_5().ixor().invokestatic(TYPE, "m" + (number + 1), OF_INT));
          code.ireturn();
        });
  }

  private static ExtremeClass programs(String what, int count) {
    return made(
        what,
        type -> {
          for (int i = 0; i < count; i++) {
            addProgram(type, "run" + i, ExtremeClass::add);
          }
        });
  }
}
