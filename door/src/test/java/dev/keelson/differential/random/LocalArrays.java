package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.ArrayVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays: made in a method, read and written at constant and computed indexes. */
final class LocalArrays implements Feature {
  private final Writing writing;
  private final Draw draw;
  private final boolean large;

  /**
   * @param large whether they are to be larger than the stack has room for
   */
  LocalArrays(Writing writing, boolean large) {
    this.writing = writing;
    this.draw = writing.draw();
    this.large = large;
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    List<ArrayVariable> arrays =
        scope.all(ArrayVariable.class).stream()
            .filter(array -> type.takes(array.element()))
            .toList();
    if (arrays.isEmpty()) {
      return Optional.empty();
    }
    ArrayVariable array = draw.of(arrays);
    return Optional.of(
        type == JavaType.INT && draw.oneIn(12)
            ? Code.expression(row(array), type, array.name() + ".length")
            : element(array, type, scope, depth));
  }

  private Expression element(ArrayVariable array, JavaType type, Scope scope, int depth) {
    return Code.expression(
        row(array), type, array.name() + "[", writing.index(array.length(), scope, depth), "]");
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    List<ArrayVariable> writable =
        scope.all(ArrayVariable.class).stream().filter(ArrayVariable::writable).toList();
    if (writable.size() < 2 || draw.oneIn(5)) {
      return Optional.of(declaration(scope));
    }
    ArrayVariable array = draw.of(writable);
    if (depth > 0
        && array.length() <= 16
        && draw.oneIn(5)
        && scope.place().turns() * array.length() <= Writing.MOST_TURNS) {
      return Optional.of(walk(array, scope, depth - 1));
    }
    return Optional.of(write(array, scope));
  }

  private Statement declaration(Scope scope) {
    JavaType element = draw.of(draw.oneIn(3) ? JavaType.ALL : JavaType.COMMON);
    String name = writing.fresh("a");
    String start = element.word() + "[] " + name + " = ";
    if (large && draw.oneIn(2)) {
      int length = draw.between(300, 1200) / element.sizeBytes();
      scope.add(new ArrayVariable(name, element, length, true));
      return Code.statement(Row.SCRATCH, start + "new " + element.word() + "[" + length + "];");
    }
    int length = draw.any(1, 2, 3, 4, 4, 5, 8, 8, 16);
    Statement made =
        draw.oneIn(2)
            ? Code.statement(Row.ARRAYS, start + "new " + element.word() + "[" + length + "];")
            : Code.statement(Row.ARRAYS, start + "{", elements(element, length, scope), "};");
    scope.add(new ArrayVariable(name, element, length, true));
    return made;
  }

  /** Values, with commas between them. */
  private List<Object> elements(JavaType element, int length, Scope scope) {
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      parts.add(i == 0 ? "" : ", ");
      parts.add(writing.value(element, scope, draw.below(2)));
    }
    return parts;
  }

  private Statement write(ArrayVariable array, Scope scope) {
    Expression at = writing.index(array.length(), scope, 1);
    String start = array.name() + "[";
    if (array.element() == JavaType.BOOLEAN) {
      return Code.statement(
          row(array), start, at, "] = ", writing.value(array.element(), scope), ";");
    }
    return switch (draw.below(4)) {
      case 0 -> Code.statement(row(array), start, at, "]" + draw.any("++", "--") + ";");
      case 1 ->
          Code.statement(
              row(array),
              start,
              at,
              "] " + draw.any("+", "-", "*", "^", "|", "&", "<<", ">>>") + "= ",
              writing.value(draw.any(JavaType.INT, JavaType.LONG), scope),
              ";");
      default ->
          Code.statement(row(array), start, at, "] = ", writing.value(array.element(), scope), ";");
    };
  }

  private Statement walk(ArrayVariable array, Scope scope, int depth) {
    String each = writing.fresh("each");
    Scope body = scope.repeated(array.length());
    body.add(new Scope.Variable(each, array.element(), true));
    return Code.statement(
        row(array),
        "for (%s %s : %s) ".formatted(array.element().word(), each, array.name()),
        writing.statements(body, depth, 3));
  }

  private static Row row(ArrayVariable array) {
    boolean scratch = array.length() * array.element().sizeBytes() > 256;
    return scratch ? Row.SCRATCH : Row.ARRAYS;
  }
}
