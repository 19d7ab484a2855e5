package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Switches over numbers, enums and constant strings; enums, and null among them. */
final class Choices implements Feature {
  private static final List<String> WORDS = List.of("java", "AaBB", "BBAa", "", "k", "kworker");

  private final Writing writing;
  private final Draw draw;
  private Optional<String> texts = Optional.empty();

  Choices(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  /** An enum. */
  private record Constants(String name, int count) implements Named {}

  /** A variable of an enum. */
  private record EnumVariable(String name, Constants type, boolean maybeNull) implements Named {}

  @Override
  public List<Code> members(Scope scope) {
    List<Code> members = new ArrayList<>();
    Constants constants = new Constants(writing.fresh("E"), draw.any(2, 3, 4, 8));
    scope.add(constants);
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < constants.count(); i++) {
      names.append(i == 0 ? "" : ", ").append("K").append(i);
    }
    members.add(Code.statement(Row.ENUMS, "enum " + constants.name() + " { " + names + " }"));
    if (draw.oneIn(2)) {
      String name = writing.fresh("text");
      StringBuilder cases = new StringBuilder();
      for (String word : WORDS) {
        if (draw.oneIn(2)) {
          cases.append("case \"%s\" -> %d; ".formatted(word, draw.below(100)));
        }
      }
      members.add(
          Code.statement(
              Row.STRINGS,
              "static int %s(String text) { return text.length() + switch (text) { %sdefault -> -1; }; }"
                  .formatted(name, cases)));
      texts = Optional.of(name);
    }
    return members;
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    return switch (draw.below(4)) {
      case 0 -> type == JavaType.BOOLEAN ? comparison(scope) : enumerated(type, scope, depth);
      case 1 -> ordinal(type, scope);
      case 2 -> type.takes(JavaType.INT) ? Optional.of(text(type, scope, depth)) : Optional.empty();
      default -> Optional.of(numbers(type, scope, depth));
    };
  }

  private Optional<Expression> comparison(Scope scope) {
    return variable(scope)
        .map(one ->
            Code.expression(
                Row.ENUMS,
                JavaType.BOOLEAN,
                "(" + one.name() + draw.any(" == ", " != ") + constant(one.type()) + ")"));
  }

  private Optional<Expression> ordinal(JavaType type, Scope scope) {
    return variable(scope)
        .filter(one -> type.takes(JavaType.INT) && (!one.maybeNull() || writing.risks()))
        .map(one ->
            Code.expression(
                one.maybeNull() ? Row.FAULTS : Row.ENUMS, type, one.name() + ".ordinal()"));
  }

  private Optional<EnumVariable> variable(Scope scope) {
    List<EnumVariable> variables = scope.all(EnumVariable.class);
    return variables.isEmpty() ? Optional.empty() : Optional.of(draw.of(variables));
  }

  private String constant(Constants of) {
    return of.name() + ".K" + draw.below(of.count());
  }

  private Optional<Expression> enumerated(JavaType type, Scope scope, int depth) {
    return variable(scope)
        .filter(one -> !one.maybeNull() || writing.risks())
        .map(one -> {
          List<Object> parts = new ArrayList<>(List.of("(switch (" + one.name() + ") { "));
          for (int i = 0; i < one.type().count(); i++) {
            if (draw.oneIn(2)) {
              parts.add("case K" + i + " -> ");
              parts.add(writing.value(type, scope, depth - 1));
              parts.add("; ");
            }
          }
          parts.add("default -> ");
          parts.add(writing.value(type, scope, depth - 1));
          parts.add("; })");
          return Code.expression(Row.SWITCHES, type, parts);
        });
  }

  private Expression numbers(JavaType type, Scope scope, int depth) {
    Set<Integer> cases = new TreeSet<>();
    boolean dense = draw.oneIn(2);
    for (int i = draw.between(1, 9); i > 0; i--) {
      cases.add(dense ? draw.between(-1, 8) : (int) writing.edge());
    }
    List<Object> parts = new ArrayList<>(List.of("(switch ("));
    Expression selector = writing.value(JavaType.INT, scope, depth - 1);
    parts.add(
        dense
            ? Code.expression(Row.SWITCHES, JavaType.INT, "(", selector, " & 7)")
            : Code.fixed("(int) (", selector, ")"));
    parts.add(") { ");
    for (int one : cases) {
      parts.add("case " + one + " -> ");
      parts.add(writing.value(type, scope, draw.below(2)));
      parts.add("; ");
    }
    parts.add("default -> ");
    parts.add(writing.value(type, scope, depth - 1));
    parts.add("; })");
    return Code.expression(Row.SWITCHES, type, parts);
  }

  private Expression text(JavaType type, Scope scope, int depth) {
    String word = draw.of(WORDS);
    if (texts.isPresent() && draw.oneIn(2)) {
      return Code.expression(Row.STRINGS, type, texts.get() + "(\"" + word + "\")");
    }
    if (word.isEmpty()) {
      return Code.expression(Row.STRINGS, type, "\"\".length()");
    }
    return Code.expression(
        Row.STRINGS,
        type,
        "\"" + word + "\".charAt(",
        writing.index(word.length(), scope, depth - 1),
        ")");
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    List<Constants> types = scope.all(Constants.class);
    if (types.isEmpty()) {
      return Optional.empty();
    }
    List<EnumVariable> variables = scope.all(EnumVariable.class);
    if (variables.isEmpty() || draw.oneIn(3)) {
      return Optional.of(declaration(draw.of(types), scope));
    }
    return depth > 0 ? Optional.of(branches(scope, depth - 1)) : Optional.empty();
  }

  private Statement declaration(Constants type, Scope scope) {
    String name = writing.fresh("k");
    boolean maybeNull = draw.oneIn(4);
    String start = type.name() + " " + name + " = ";
    Statement statement =
        maybeNull
            ? Code.statement(
                Row.ENUMS,
                start,
                writing.value(JavaType.BOOLEAN, scope, 1),
                " ? null : " + constant(type) + ";")
            : Code.statement(
                Row.ENUMS,
                start + type.name() + ".values()[",
                writing.index(type.count(), scope, 1),
                "];");
    scope.add(new EnumVariable(name, type, maybeNull));
    return statement;
  }

  private Statement branches(Scope scope, int depth) {
    List<Object> parts = new ArrayList<>(List.of("switch ("));
    int count = draw.any(3, 5);
    parts.add(writing.value(JavaType.INT, scope, 1));
    parts.add(" & 7) {\n");
    for (int i = 0; i < count; i++) {
      parts.add("case " + i + " -> ");
      parts.add(writing.block(scope, depth, 2));
      parts.add("\n");
    }
    parts.add("default -> ");
    parts.add(writing.block(scope, depth, 2));
    parts.add("\n}");
    return Code.statement(Row.SWITCHES, parts);
  }
}
