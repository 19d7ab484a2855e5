package dev.keelson.differential.bytecode;

import static java.lang.constant.ConstantDescs.CD_void;

import dev.keelson.program.SyscallProgram;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A class with a program {@code run}, which does something at random, and a program {@code audit},
 * which tells what earlier runs left in memory.
 *
 * @param name its binary name
 * @param shapes what it has
 */
record RandomClass(String name, byte[] bytes, Set<Shape> shapes) {
  private static final ClassDesc PROGRAM = SyscallProgram.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OF_NUMBERS = MethodTypeDesc.of(CD_void, StackCode.NUMBERS);

  /** The class that the decisions make. */
  static RandomClass of(String simpleName, Decisions decisions) {
    Set<Shape> shapes = EnumSet.noneOf(Shape.class);
    RandomClass made =
        with(
            simpleName,
            (members, code) -> new MethodBody(code, decisions, members, shapes).write());
    return new RandomClass(made.name(), made.bytes(), shapes);
  }

  /** The class with a certain {@code run}. */
  static RandomClass with(String simpleName, BiConsumer<Members, CodeBuilder> run) {
    String name = "dev.keelson.differential.bytecode.made." + simpleName;
    Members members = new Members(ClassDesc.of(name));
    byte[] bytes =
        ClassFile.of()
            .build(
                members.type(),
                type -> {
                  type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                  members.declare(type);
                  program(type, "run", code -> run.accept(members, code));
                  program(type, "audit", members::audit);
                });
    return new RandomClass(name, bytes, Set.of());
  }

  private static void program(ClassBuilder type, String name, Consumer<CodeBuilder> body) {
    type.withMethod(
        name,
        OF_NUMBERS,
        ClassFile.ACC_STATIC,
        method ->
            method
                .with(RuntimeInvisibleAnnotationsAttribute.of(Annotation.of(PROGRAM)))
                .withCode(body));
  }
}
