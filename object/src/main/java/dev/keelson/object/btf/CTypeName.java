package dev.keelson.object.btf;

import dev.keelson.object.btf.BtfType.Composite;

/** Types as C writes them, for people: {@code struct mm_struct *}, {@code char[16]}. */
public final class CTypeName {
  /** Deeper than any type in a kernel; ends a malformed one that refers to itself. */
  private static final int MAX_DEPTH = 16;

  private CTypeName() {}

  /** The type of that id, 0 for {@code void}. */
  public static String of(Btf btf, int id) {
    return of(btf, id, MAX_DEPTH);
  }

  private static String of(Btf btf, int id, int depth) {
    if (id == 0) {
      return "void";
    }
    if (depth == 0) {
      return "...";
    }
    return switch (btf.type(id)) {
      case BtfType.Pointer(int target) -> pointer(btf, target, depth - 1);
      case BtfType.Array(int element, int _, int length) ->
          of(btf, element, depth - 1) + "[" + length + "]";
      case BtfType.Const(int target) -> "const " + of(btf, target, depth - 1);
      case BtfType.Volatile(int target) -> "volatile " + of(btf, target, depth - 1);
      case BtfType.Restrict(int target) -> of(btf, target, depth - 1) + " restrict";
      case BtfType.TypeTag tag -> of(btf, tag.target(), depth - 1);
      case BtfType.Prototype prototype ->
          of(btf, prototype.returnType(), depth - 1) + parameters(btf, prototype, depth - 1);
      case Composite composite ->
          tagged(composite instanceof BtfType.Union ? "union" : "struct", composite.name());
      case BtfType.Forward(String name, boolean union) -> tagged(union ? "union" : "struct", name);
      case BtfType.Enum type -> tagged("enum", type.name());
      case BtfType.Enum64 type -> tagged("enum", type.name());
      case BtfType named -> named.name();
    };
  }

  private static String tagged(String keyword, String name) {
    return name.isEmpty() ? keyword + " {...}" : keyword + " " + name;
  }

  private static String pointer(Btf btf, int target, int depth) {
    if (target != 0 && btf.type(target) instanceof BtfType.Prototype prototype && depth > 0) {
      return of(btf, prototype.returnType(), depth - 1)
          + " (*)"
          + parameters(btf, prototype, depth - 1);
    }
    String pointee = of(btf, target, depth);
    return pointee + (pointee.endsWith("*") ? "*" : " *");
  }

  private static String parameters(Btf btf, BtfType.Prototype prototype, int depth) {
    StringBuilder text = new StringBuilder("(");
    for (BtfType.Parameter parameter : prototype.parameters()) {
      text.append(text.length() > 1 ? ", " : "");
      boolean variadic = parameter.type() == 0 && parameter.name().isEmpty();
      text.append(variadic ? "..." : of(btf, parameter.type(), depth));
    }
    return text.append(')').toString();
  }
}
