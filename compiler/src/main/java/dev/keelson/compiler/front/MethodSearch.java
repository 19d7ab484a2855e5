package dev.keelson.compiler.front;

import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Optional;

/** Finds the body that a call leads to. */
final class MethodSearch {
  private final ClassLibrary library;

  MethodSearch(ClassLibrary library) {
    this.library = library;
  }

  /** The method that the instruction calls, in that class or in what it inherits. */
  MethodBody find(String owner, InvokeInstruction invoke) {
    String name = invoke.name().stringValue();
    if (owner.startsWith("java.") || owner.startsWith("[")) {
      throw new Refusal(
          "library-call",
          "%s.%s is called".formatted(owner.substring(owner.lastIndexOf('.') + 1), name),
          "Kernel programs have the library's arithmetic on int and long, and nothing else of it.",
          "Write it with operators, or with a static method of your own.");
    }
    String declaring = owner;
    while (true) {
      ClassSource source = library.get(declaring);
      Optional<MethodBody> found = source.method(name, invoke.type().stringValue());
      if (found.isPresent()) {
        return found.get();
      }
      Optional<MethodBody> byDefault = byDefault(source, name, invoke.type().stringValue());
      if (byDefault.isPresent()) {
        return byDefault.get();
      }
      declaring = source.superclass();
      if (declaring.isEmpty() || declaring.startsWith("java.")) {
        throw new Refusal(
            "library-call",
            "%s.%s is called, which that class does not declare"
                .formatted(source.simpleName(), name),
            "What records and objects inherit needs a heap or a name for it.",
            "Call a method that is written in the class itself.");
      }
    }
  }

  /** The body that one of a class's interfaces gives the method. */
  private Optional<MethodBody> byDefault(ClassSource source, String name, String descriptor) {
    for (ClassEntry entry : source.model().interfaces()) {
      Optional<ClassSource> above = library.find(ClassLibrary.nameOf(entry.asSymbol()));
      Optional<MethodBody> found =
          above
              .flatMap(one -> one.method(name, descriptor))
              .filter(body -> !body.steps().isEmpty())
              .or(() -> above.flatMap(one -> byDefault(one, name, descriptor)));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
