package dev.keelson.compiler.front;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.program.StructOps;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;

/** A program class that implements a struct of function pointers of the kernel. */
final class StructOpsClass {
  private final Btf kernel;
  private final ClassSource source;
  private final ClassSource view;
  private final String struct;
  private final String name;

  private StructOpsClass(
      Btf kernel, ClassSource source, ClassSource view, String struct, String name) {
    this.kernel = kernel;
    this.source = source;
    this.view = view;
    this.struct = struct;
    this.name = name;
  }

  /**
   * The class as such; empty when it is not annotated.
   *
   * @throws Refusal when it implements no kernel struct, or has fields of its own
   */
  static Optional<StructOpsClass> of(ClassSource source, Compilation compilation) {
    return ClassSource.annotation(source.model(), StructOps.class)
        .map(values -> read(source, compilation, String.valueOf(values.get("value"))));
  }

  private static StructOpsClass read(ClassSource source, Compilation compilation, String name) {
    KernelStructs structs = compilation.kernelStructs();
    List<String> views =
        source.model().interfaces().stream()
            .map(entry -> entry.asInternalName().replace('/', '.'))
            .filter(one -> structs.structName(one).isPresent())
            .toList();
    if (views.size() != 1) {
      throw new Refusal(
          "struct-ops",
          "%s implements %d kernel structs".formatted(source.simpleName(), views.size()),
          "Its interface says which struct the kernel is to call it for.",
          "Implement one interface annotated @KernelStruct, for example of tcp_congestion_ops.");
    }
    if (source.model().fields().stream().anyMatch(field -> !field.flags().has(AccessFlag.STATIC))) {
      throw InstanceFields.refused(source.simpleName());
    }
    return new StructOpsClass(
        compilation.kernel(),
        source,
        compilation.library().get(views.getFirst()),
        structs.structName(views.getFirst()).orElseThrow(),
        name);
  }

  /**
   * The function of the struct that a method is; empty for those that are the class's own.
   *
   * @throws Refusal when the struct has no such function
   */
  Optional<AttachPoint> member(MethodModel method) {
    boolean own =
        method.flags().has(AccessFlag.STATIC)
            || method.flags().has(AccessFlag.PRIVATE)
            || method.flags().has(AccessFlag.SYNTHETIC)
            || method.methodName().equalsString("<init>");
    if (own) {
      return Optional.empty();
    }
    String member = memberName(method);
    if (prototype(kernel, struct, member).isEmpty()) {
      throw new Refusal(
          "struct-ops",
          "struct %s of this kernel has no function %s".formatted(struct, member),
          "Every method of %s that is not private is one of its functions."
              .formatted(source.simpleName()),
          "Make it private, or name the function with @Field in the interface.");
    }
    return Optional.of(new AttachPoint.StructOps(struct, member, name));
  }

  /** As the interface names it, which may differ from Java's name. */
  private String memberName(MethodModel method) {
    return view.model().methods().stream()
        .filter(one ->
            one.methodName().equalsString(method.methodName().stringValue())
                && one.methodType().equalsString(method.methodType().stringValue()))
        .findFirst()
        .map(KernelStructs::path)
        .orElseGet(() -> KernelStructs.snakeCase(method.methodName().stringValue()));
  }

  /** The prototype of a function pointer in a kernel struct. */
  static Optional<BtfType.Prototype> prototype(Btf kernel, String struct, String member) {
    return kernel.find(BtfType.Struct.class, struct).stream()
        .mapToObj(kernel::type)
        .flatMap(type -> ((BtfType.Struct) type).members().stream())
        .filter(one -> one.name().equals(member))
        .map(one -> kernel.type(kernel.skipModifiers(one.type())))
        .flatMap(type ->
            type instanceof BtfType.Pointer(int target)
                    && target != 0
                    && kernel.type(kernel.skipModifiers(target)) instanceof BtfType.Prototype found
                ? Optional.of(found).stream()
                : Optional.<BtfType.Prototype>empty().stream())
        .findFirst();
  }
}
