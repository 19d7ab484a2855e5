package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Named;
import dev.keelson.differential.random.Scope.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sealed type with records of it that do not escape, told apart by patterns. */
final class SealedTypes implements Feature {
  private final Writing writing;
  private final Draw draw;

  SealedTypes(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  /** A record that implements the sealed type. */
  private record Kind(String name, List<JavaType> parts) {}

  /** A sealed type. */
  private record Sealed(String name, List<Kind> kinds) implements Named {}

  /** A variable of it. */
  private record SealedVariable(String name, Sealed type) implements Named {}

  @Override
  public List<Code> members(Scope scope) {
    String name = writing.fresh("S");
    List<Kind> kinds = new ArrayList<>();
    List<Object> parts = new ArrayList<>();
    for (int i = draw.between(2, 3); i > 0; i--) {
      List<JavaType> types = new ArrayList<>();
      List<String> components = new ArrayList<>();
      for (int j = draw.between(1, 3); j > 0; j--) {
        types.add(draw.of(JavaType.COMMON));
        components.add(types.getLast().word() + " x" + j);
      }
      Kind kind = new Kind(writing.fresh("Kind"), types);
      kinds.add(kind);
      Scope body = Scope.outermost();
      body.add(new Variable("x1", types.getLast(), false));
      parts.add(
          "record %s(%s) implements %s { public int weight() { return "
              .formatted(kind.name(), String.join(", ", components), name));
      parts.add(new Writing(draw, 2, false).value(JavaType.INT, body, 1));
      parts.add("; } }\n");
    }
    List<String> names = kinds.stream().map(Kind::name).toList();
    scope.add(new Sealed(name, kinds));
    return List.of(
        Code.statement(
            Row.SEALED,
            "sealed interface %s permits %s { int weight(); }\n"
                .formatted(name, String.join(", ", names)),
            parts));
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    List<Sealed> types = scope.all(Sealed.class);
    if (types.isEmpty()) {
      return Optional.empty();
    }
    Sealed type = draw.of(types);
    String name = writing.fresh("s");
    List<Object> parts = new ArrayList<>(List.of(type.name() + " " + name + " = "));
    for (int i = 0; i < type.kinds().size() - 1; i++) {
      parts.add(writing.value(JavaType.BOOLEAN, scope, 1));
      parts.add(" ? ");
      parts.add(made(type.kinds().get(i), scope));
      parts.add(" : ");
    }
    parts.add(made(type.kinds().getLast(), scope));
    parts.add(";");
    scope.add(new SealedVariable(name, type));
    return Optional.of(Code.statement(Row.SEALED, parts));
  }

  private Code made(Kind kind, Scope scope) {
    List<Object> parts = new ArrayList<>(List.of("new " + kind.name() + "("));
    String comma = "";
    for (JavaType type : kind.parts()) {
      parts.add(comma);
      parts.add(writing.value(type, scope, 1));
      comma = ", ";
    }
    parts.add(")");
    return Code.fixed(parts);
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    List<SealedVariable> variables = scope.all(SealedVariable.class);
    if (variables.isEmpty()) {
      return Optional.empty();
    }
    SealedVariable variable = draw.of(variables);
    Kind kind = draw.of(variable.type().kinds());
    if (type == JavaType.BOOLEAN) {
      return Optional.of(
          Code.expression(
              Row.SEALED, type, "(" + variable.name() + " instanceof " + kind.name() + ")"));
    }
    if (type.takes(JavaType.INT) && draw.oneIn(3)) {
      return Optional.of(Code.expression(Row.SEALED, type, variable.name() + ".weight()"));
    }
    if (type.takes(kind.parts().getFirst()) && writing.risks()) {
      return Optional.of(
          Code.expression(
              Row.FAULTS,
              type,
              "((%s) %s).x%d()".formatted(kind.name(), variable.name(), kind.parts().size())));
    }
    return Optional.of(patterns(variable, type, scope, depth));
  }

  private Expression patterns(SealedVariable variable, JavaType type, Scope scope, int depth) {
    List<Object> parts = new ArrayList<>(List.of("(switch (" + variable.name() + ") { "));
    for (Kind kind : variable.type().kinds()) {
      if (draw.oneIn(3)) {
        arm(kind, true, type, scope, depth, parts);
      }
      arm(kind, false, type, scope, depth, parts);
    }
    parts.add("})");
    return Code.expression(Row.SEALED, type, parts);
  }

  private void arm(
      Kind kind, boolean guarded, JavaType type, Scope scope, int depth, List<Object> parts) {
    Scope inside = scope.inner();
    List<String> components = new ArrayList<>();
    for (JavaType part : kind.parts()) {
      String name = writing.fresh("c");
      components.add(part.word() + " " + name);
      inside.add(new Variable(name, part, false));
    }
    parts.add("case %s(%s)".formatted(kind.name(), String.join(", ", components)));
    if (guarded) {
      parts.add(" when ");
      parts.add(comparison(components.getFirst().replaceFirst(".* ", "")));
    }
    parts.add(" -> ");
    parts.add(writing.value(type, inside, Math.min(depth, 1)));
    parts.add("; ");
  }

  /** A guard is no constant, or the case would be a total one, and reads nothing that changes. */
  private Expression comparison(String component) {
    return Code.expression(
        Row.SEALED,
        JavaType.BOOLEAN,
        component + draw.any(" > ", " != "),
        writing.constant(JavaType.INT));
  }
}
