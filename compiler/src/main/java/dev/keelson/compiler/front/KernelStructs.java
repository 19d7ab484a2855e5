package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.btf.ResolvedField;
import dev.keelson.object.layout.DataType;
import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Matches interfaces that view kernel structs with the kernel's BTF. */
final class KernelStructs {
  private final ClassLibrary library;
  private final Btf kernel;

  KernelStructs(ClassLibrary library, Btf kernel) {
    this.library = library;
    this.kernel = kernel;
  }

  /** The kernel struct that an interface views; empty when it is no such interface. */
  Optional<String> structName(String interfaceName) {
    return library
        .find(interfaceName)
        .filter(ClassSource::isInterface)
        .flatMap(source -> ClassSource.annotation(source.model(), KernelStruct.class))
        .map(values -> String.valueOf(values.get("value")));
  }

  /** Whether values of BTF type {@code typeId} are structs of that name, behind modifiers. */
  boolean isStruct(int typeId, String name) {
    int id = typeId == 0 ? 0 : kernel.skipModifiers(typeId);
    return id != 0
        && kernel.type(id) instanceof BtfType.Composite struct
        && struct.name().equals(name);
  }

  /**
   * The field that a method of a view reads, or empty when the kernel has none of that name.
   *
   * @throws Refusal when the kernel has no such struct, or the field is not what the method returns
   */
  Optional<KernelField> field(String interfaceName, MethodModel method) {
    return field(interfaceName, method, method.methodTypeSymbol().returnType());
  }

  /** As {@link #field(String, MethodModel)}, for a field that Java sees as {@code javaType}. */
  Optional<KernelField> field(String interfaceName, MethodModel method, ClassDesc javaType) {
    String structName = structName(interfaceName).orElseThrow();
    String path = path(method);
    return FieldPath.resolve(kernel, structId(structName), path)
        .map(place -> matched(new FieldReference(structName, path), place, javaType));
  }

  /** The error of a field that this kernel does not have. */
  Refusal missing(String interfaceName, MethodModel method) {
    String structName = structName(interfaceName).orElseThrow();
    String path = path(method);
    List<String> near = FieldPath.closest(kernel, structId(structName), path);
    return new Refusal(
        "kernel-field-missing",
        "struct %s of this kernel has no field %s".formatted(structName, path),
        near.isEmpty()
            ? "The interface is matched with the running kernel's BTF."
            : "It has " + String.join(", ", near) + ".",
        "Name the field with @Field, or give %s() a default body for kernels without it."
            .formatted(method.methodName().stringValue()));
  }

  /** The path of a field as an interface's method names it. */
  static String path(MethodModel method) {
    return ClassSource.annotation(method, Field.class)
        .map(values -> String.valueOf(values.get("value")))
        .orElseGet(() -> snakeCase(method.methodName().stringValue()));
  }

  private int structId(String name) {
    OptionalInt id = kernel.find(BtfType.Struct.class, name);
    if (id.isEmpty()) {
      id = kernel.find(BtfType.Union.class, name);
    }
    return id.orElseThrow(() ->
        new Refusal(
            "kernel-struct-missing",
            "this kernel has no struct " + name,
            "It is not in the kernel's BTF.",
            "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux"));
  }

  private KernelField matched(FieldReference shown, ResolvedField place, ClassDesc javaType) {
    int typeId = kernel.skipModifiers(place.typeId());
    BtfType type = kernel.type(typeId);
    int offset = place.byteOffset();
    return switch (type) {
      case BtfType.Int number -> numeric(shown, place, number.signed(), javaType);
      case BtfType.Enum number -> numeric(shown, place, number.signed(), javaType);
      case BtfType.Enum64 number -> numeric(shown, place, number.signed(), javaType);
      case BtfType.Pointer _ when javaType.equals(ConstantDescs.CD_long) ->
          new KernelField.Address(shown, offset);
      case BtfType.Pointer(int target) ->
          new KernelField.PointerTo(shown, offset, view(shown, "pointer", target, javaType));
      case BtfType.Composite _ when javaType.equals(ConstantDescs.CD_long) ->
          new KernelField.Place(shown, offset);
      case BtfType.Composite _ ->
          new KernelField.Embedded(shown, offset, view(shown, "struct", typeId, javaType));
      case BtfType.Array(int element, int _, int length)
          when javaType.equals(ConstantDescs.CD_byte.arrayType())
              && kernel.sizeOf(kernel.skipModifiers(element)) == 1 ->
          new KernelField.Characters(shown, offset, length);
      case BtfType.Array(int element, int _, int length)
          when numbers(javaType).filter(scalar -> isNumber(element, scalar)).isPresent() ->
          new KernelField.Numbers(shown, offset, numbers(javaType).orElseThrow(), length);
      default -> throw mismatch(shown, "a " + type.getClass().getSimpleName(), javaType);
    };
  }

  /** The elements of a Java array that can stand for one of the kernel's. */
  private static Optional<DataType.Scalar> numbers(ClassDesc javaType) {
    return switch (javaType.descriptorString()) {
      case "[J" -> Optional.of(DataType.Scalar.LONG);
      case "[I" -> Optional.of(DataType.Scalar.INT);
      case "[S" -> Optional.of(DataType.Scalar.SHORT);
      case "[C" -> Optional.of(DataType.Scalar.CHAR);
      default -> Optional.empty();
    };
  }

  /** Whether the kernel's elements are numbers, or addresses, of just that size. */
  private boolean isNumber(int element, DataType.Scalar scalar) {
    int id = kernel.skipModifiers(element);
    return switch (kernel.type(id)) {
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _, BtfType.Pointer _ ->
          kernel.sizeOf(id) == scalar.sizeBytes();
      default -> false;
    };
  }

  private KernelField numeric(
      FieldReference shown, ResolvedField place, boolean signed, ClassDesc javaType) {
    int bits = place.isBitField() ? place.bitSize() : place.sizeBytes() * 8;
    boolean fits =
        switch (javaType.descriptorString()) {
          case "Z" -> bits == 1 || bits == 8;
          case "B" -> bits == 8;
          case "S" -> bits == 16 || (bits < 16 && !signed);
          case "C" -> bits <= 16 && !signed;
          case "I" -> bits <= 32;
          case "J" -> true;
          default -> false;
        };
    if (!fits) {
      throw mismatch(
          shown,
          "%s number of %d bits".formatted(signed ? "a signed" : "an unsigned", bits),
          javaType);
    }
    return new KernelField.Numeric(
        shown, place.byteOffset(), place.sizeBytes(), signed, place.bitOffset(), place.bitSize());
  }

  private String view(FieldReference shown, String what, int target, ClassDesc javaType) {
    int id = target == 0 ? 0 : kernel.skipModifiers(target);
    String found = id == 0 ? "void" : kernel.type(id).name();
    if (javaType.isClassOrInterface()) {
      String viewName = ClassLibrary.nameOf(javaType);
      if (structName(viewName).filter(found::equals).isPresent()) {
        return viewName;
      }
    }
    throw mismatch(
        shown, "a %s %s".formatted(what.equals("pointer") ? "pointer to" : what, found), javaType);
  }

  /** The error of a field that is not what Java calls it. */
  private static Refusal mismatch(FieldReference shown, String found, ClassDesc javaType) {
    return new Refusal(
        "kernel-field-type",
        "%s of this kernel is %s, not %s".formatted(shown, found, javaType.displayName()),
        "The interface is matched with the running kernel's BTF.",
        "Return a type of that size: int or long for numbers, a @KernelStruct interface for"
            + " structs and pointers to them, byte[] for characters, arrays for arrays of numbers.");
  }

  static String snakeCase(String camelCase) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        text.append('_').append(Character.toLowerCase(c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
