package dev.keelson.object.btf;

import dev.keelson.object.btf.BtfType.Composite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Writes the {@code @KernelStruct} interface through which a kernel-side program in Java reads some
 * fields of a kernel struct: {@code task_struct}, {@code pid} and {@code __state} become
 *
 * <pre>
 *   &#64;KernelStruct("task_struct")
 *   interface Task {
 *     int pid(); // pid_t
 *
 *     &#64;Field("__state")
 *     int state(); // unsigned int, read it with Integer.toUnsignedLong
 *   }
 * </pre>
 */
public final class JavaInterface {
  /** Words that cannot name a method without parameters in an interface. */
  private static final Set<String> TAKEN =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do"
                  + " double else enum extends final finally float for goto if implements import"
                  + " instanceof int interface long native new package private protected public"
                  + " return short static strictfp super switch synchronized this throw throws"
                  + " transient try void volatile while true false null _"
                  + " clone finalize getClass hashCode notify notifyAll toString wait")
              .split(" ", -1));

  private final Btf btf;
  private final String structName;
  private final int structId;
  private final String interfaceName;
  private final Set<String> methods = new LinkedHashSet<>();
  private boolean namesFields;

  private JavaInterface(Btf btf, String structName, int structId) {
    this.btf = btf;
    this.structName = structName;
    this.structId = structId;
    this.interfaceName = interfaceName(structName);
  }

  /**
   * The source of the interface, its imports first.
   *
   * @param structName a struct or union of the kernel
   * @param paths fields, or paths of fields such as {@code se.vruntime}
   * @throws IllegalArgumentException if there is no such struct, no field is named, a field does
   *     not exist, or no Java type views it; the message says what exists instead
   */
  public static String render(Btf btf, String structName, List<String> paths) {
    OptionalInt id = btf.find(BtfType.Struct.class, structName);
    if (id.isEmpty()) {
      id = btf.find(BtfType.Union.class, structName);
    }
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          "this kernel has no struct or union " + structName + closeStructs(btf, structName));
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "name the fields to read: %s has %s"
              .formatted(structName, String.join(", ", FieldPath.names(btf, id.getAsInt()))));
    }
    return new JavaInterface(btf, structName, id.getAsInt()).source(paths);
  }

  private String source(List<String> paths) {
    List<String> bodies = new ArrayList<>();
    for (String path : new LinkedHashSet<>(paths)) {
      bodies.add(method(path));
    }
    return (namesFields ? "import dev.keelson.program.Field;\n" : "")
        + "import dev.keelson.program.KernelStruct;\n\n"
        + "@KernelStruct(\"%s\")\n".formatted(structName)
        + "interface %s {\n".formatted(interfaceName)
        + String.join("\n", bodies)
        + "}\n";
  }

  private String method(String path) {
    ResolvedField field = FieldPath.resolve(btf, structId, path).orElseThrow(() -> noField(path));
    String name = methodName(path);
    String annotation = "";
    if (!snakeCase(name).equals(path)) {
      annotation = "  @Field(\"%s\")\n".formatted(path);
      namesFields = true;
    }
    return "%s  %s %s(); // %s\n"
        .formatted(annotation, javaType(field, path), name, comment(field));
  }

  private IllegalArgumentException noField(String path) {
    List<String> close = FieldPath.closest(btf, structId, path);
    return new IllegalArgumentException(
        "struct %s of this kernel has no field %s%s"
            .formatted(
                structName, path, close.isEmpty() ? "" : "; it has " + String.join(", ", close)));
  }

  private String javaType(ResolvedField field, String path) {
    int id = btf.skipModifiers(field.typeId());
    return switch (id == 0 ? null : btf.type(id)) {
      case BtfType.Int it when it.bool() || field.bitSize() == 1 -> "boolean";
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _ when bits(field) <= 32 -> "int";
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _ when bits(field) <= 64 -> "long";
      case BtfType.Pointer(int target) ->
          target != 0 && btf.skipModifiers(target) == structId ? interfaceName : "long";
      case BtfType.Array(int element, int _, int _) when btf.sizeOfMember(element) == 1 -> "byte[]";
      case Composite _ ->
          throw new IllegalArgumentException(
              "%s is a whole %s: name a field in it, one of %s"
                  .formatted(
                      path,
                      CTypeName.of(btf, id),
                      String.join(
                          ", ",
                          FieldPath.names(btf, id).stream()
                              .map(inner -> path + "." + inner)
                              .toList())));
      case null, default ->
          throw new IllegalArgumentException(
              "%s is of type %s, which no Java type views"
                  .formatted(path, CTypeName.of(btf, field.typeId())));
    };
  }

  private static int bits(ResolvedField field) {
    return field.isBitField() ? field.bitSize() : field.sizeBytes() * 8;
  }

  /** What Java's type does not say. */
  private String comment(ResolvedField field) {
    String type = CTypeName.of(btf, field.typeId());
    if (field.isBitField()) {
      return "%s, %d %s".formatted(type, field.bitSize(), field.bitSize() == 1 ? "bit" : "bits");
    }
    boolean unsigned =
        switch (btf.type(btf.skipModifiers(field.typeId()))) {
          case BtfType.Int it -> !it.signed() && !it.bool();
          case BtfType.Enum64 it -> !it.signed();
          default -> false;
        };
    return switch (unsigned ? field.sizeBytes() : 0) {
      case 4 -> type + ", read it with Integer.toUnsignedLong";
      case 8 -> type + ", unsigned";
      default -> type;
    };
  }

  private String methodName(String path) {
    String name = camelCase(path);
    if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0))) {
      name = "field" + name;
    }
    if (TAKEN.contains(name)) {
      name += "Field";
    }
    while (!methods.add(name)) {
      name += "2"; // "state" and "__state" in one struct
    }
    return name;
  }

  /** {@code task_struct} is seen as a {@code Task}. */
  static String interfaceName(String structName) {
    String stem =
        structName.endsWith("_struct") ? structName.replaceFirst("_struct$", "") : structName;
    String name = camelCase(stem);
    return name.isEmpty()
        ? "KernelView"
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** {@code se.exec_start} to {@code seExecStart}; leading underscores go. */
  static String camelCase(String path) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '_' || c == '.') {
        upper = !name.isEmpty();
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }

  /** The field that the compiler takes a method to mean when no annotation names one. */
  private static String snakeCase(String methodName) {
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < methodName.length(); i++) {
      char c = methodName.charAt(i);
      if (Character.isUpperCase(c)) {
        field.append('_');
      }
      field.append(Character.toLowerCase(c));
    }
    return field.toString();
  }

  /** Structs whose name contains the one asked for, or is close to it. */
  private static String closeStructs(Btf btf, String structName) {
    List<String> names = new ArrayList<>();
    for (int id : btf.idsOf(BtfKind.STRUCT)) {
      names.add(btf.type(id).name());
    }
    List<String> close = FieldPath.closest(names, structName);
    return close.isEmpty() ? "" : "; it has " + String.join(", ", close);
  }
}
