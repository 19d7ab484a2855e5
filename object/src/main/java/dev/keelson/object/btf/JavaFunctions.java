package dev.keelson.object.btf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the methods through which a kernel-side program in Java calls functions of the kernel:
 *
 * <pre>
 *   &#64;KernelFunction("bpf_task_from_pid")
 *   static Task taskFromPid(int pid) {
 *     return null;
 *   }
 * </pre>
 *
 * and the interfaces of the structs that they take and give, with a {@code close} for those that
 * the kernel counts the users of. That is not in its BTF; {@link KernelFunction} has it.
 */
public final class JavaFunctions {
  /** What pahole marks functions with that programs may call, since it can: 1.27. */
  private static final String TAG = "bpf_kfunc";

  private final Btf btf;
  private final Map<String, Optional<String>> structs = new LinkedHashMap<>();
  private final List<String> methods = new ArrayList<>();

  private JavaFunctions(Btf btf) {
    this.btf = btf;
  }

  /**
   * The source of a class with the methods, its imports first.
   *
   * @param functions names of functions of the kernel
   * @throws IllegalArgumentException if there is no such function, programs cannot call it, or it
   *     takes what Java has no word for; the message says what exists instead
   */
  public static String render(Btf btf, List<String> functions) {
    JavaFunctions java = new JavaFunctions(btf);
    new LinkedHashSet<>(functions).forEach(java::add);
    return java.source();
  }

  private void add(String name) {
    int id =
        btf.find(BtfType.Function.class, name)
            .orElseThrow(() ->
                new IllegalArgumentException("this kernel has no function " + name + close(name)));
    Set<Integer> callable = callable();
    if (!callable.isEmpty() && !callable.contains(id)) {
      throw new IllegalArgumentException(
          "programs cannot call the function %s of this kernel%s".formatted(name, close(name)));
    }
    int prototypeId = ((BtfType.Function) btf.type(id)).prototype();
    BtfType.Prototype prototype = (BtfType.Prototype) btf.type(prototypeId);
    KernelFunction known = KernelFunction.of(name);
    List<String> parameters = new ArrayList<>();
    for (BtfType.Parameter parameter : prototype.parameters()) {
      String plain = parameter.name().replaceFirst("__[a-z]+$", "");
      parameters.add(
          type(name, "its parameter " + parameter.name(), parameter.type(), Optional.empty())
              + " "
              + JavaInterface.camelCase(plain));
    }
    if (known.releases() && prototype.parameters().size() == 1) {
      structOf(prototype.parameters().getFirst().type())
          .ifPresent(struct -> structs.put(struct, Optional.of(name)));
      return; // the close() of what it takes
    }
    String result =
        prototype.returnType() == 0
            ? "void"
            : type(name, "its result", prototype.returnType(), known.releasedBy());
    methods.add(
        """
          /** {@code %s}. */
          @KernelFunction("%s")
          static %s %s(%s) {%s}
        """
            .formatted(
                declaration(name, prototype),
                name,
                result,
                JavaInterface.camelCase(name.replaceFirst("^bpf_", "")),
                String.join(", ", parameters),
                body(result)));
  }

  private static String body(String result) {
    return switch (result) {
      case "void" -> "";
      case "int", "long" -> "\n    return 0;\n  ";
      case "boolean" -> "\n    return false;\n  ";
      default -> "\n    return null;\n  ";
    };
  }

  /** As C declares it. */
  private String declaration(String name, BtfType.Prototype prototype) {
    List<String> parameters = new ArrayList<>();
    for (BtfType.Parameter parameter : prototype.parameters()) {
      parameters.add(CTypeName.of(btf, parameter.type()) + " " + parameter.name());
    }
    String result =
        prototype.returnType() == 0 ? "void" : CTypeName.of(btf, prototype.returnType());
    return "%s %s(%s)".formatted(result, name, String.join(", ", parameters));
  }

  private Optional<String> structOf(int typeId) {
    int id = btf.skipModifiers(typeId);
    return btf.type(id) instanceof BtfType.Pointer(int target)
            && target != 0
            && btf.type(btf.skipModifiers(target)) instanceof BtfType.Composite struct
        ? Optional.of(struct.name())
        : Optional.empty();
  }

  private String type(String function, String what, int typeId, Optional<String> releasedBy) {
    Optional<String> struct = structOf(typeId);
    if (struct.isPresent()) {
      structs.merge(struct.get(), releasedBy, (old, now) -> now.isPresent() ? now : old);
      return JavaInterface.interfaceName(struct.get());
    }
    int id = btf.skipModifiers(typeId);
    return switch (btf.type(id)) {
      case BtfType.Int number when number.bool() -> "boolean";
      case BtfType.Int number when number.sizeBytes() <= Integer.BYTES -> "int";
      case BtfType.Int number when number.sizeBytes() == Long.BYTES -> "long";
      case BtfType.Enum _ -> "int";
      default ->
          throw new IllegalArgumentException(
              "%s of %s is a %s, which Java has no word for"
                  .formatted(what, function, CTypeName.of(btf, typeId)));
    };
  }

  private Set<Integer> callable() {
    Set<Integer> ids = new LinkedHashSet<>();
    for (int id : btf.idsOf(BtfKind.DECL_TAG)) {
      if (btf.type(id) instanceof BtfType.DeclTag tag && tag.name().equals(TAG)) {
        ids.add(tag.target());
      }
    }
    return ids;
  }

  private String close(String name) {
    Set<Integer> callable = callable();
    List<String> names = new ArrayList<>();
    for (int id : callable) {
      names.add(btf.type(id).name());
    }
    List<String> near = FieldPath.closest(names, name);
    return near.isEmpty() ? "" : "; it has " + String.join(", ", near);
  }

  private String source() {
    StringBuilder text = new StringBuilder("import dev.keelson.program.KernelFunction;\n");
    if (!structs.isEmpty()) {
      text.append("import dev.keelson.program.KernelStruct;\n");
    }
    text.append("\nfinal class KernelFunctions {\n");
    structs.forEach((struct, closedBy) ->
        text.append(
            closedBy
                .map(by ->
                    """
                      @KernelStruct("%s")
                      interface %s extends AutoCloseable {
                        @Override
                        @KernelFunction("%s")
                        void close();
                      }

                    """
                        .formatted(struct, JavaInterface.interfaceName(struct), by))
                .orElseGet(() ->
                    """
                      @KernelStruct("%s")
                      interface %s {}

                    """
                        .formatted(struct, JavaInterface.interfaceName(struct)))));
    text.append("  private KernelFunctions() {}\n");
    methods.forEach(method -> text.append("\n").append(method));
    return text.append("}\n").toString();
  }
}
