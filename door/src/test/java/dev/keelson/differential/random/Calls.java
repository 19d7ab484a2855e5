package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Block;
import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Named;
import dev.keelson.differential.random.Scope.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Static methods of the class: some of a line, some of many. */
final class Calls implements Feature {
  private static final int MOST_METHODS = 3;

  private final Writing writing;
  private final Draw draw;

  Calls(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  /** A method that can be called. */
  private record Method(String name, JavaType result, List<JavaType> parameters, int turns)
      implements Named {}

  @Override
  public List<Code> members(Scope scope) {
    List<Code> methods = new ArrayList<>();
    for (int i = draw.between(1, MOST_METHODS); i > 0; i--) {
      methods.add(method(scope));
    }
    return methods;
  }

  private Statement method(Scope scope) {
    Scope inside = scope.method();
    List<JavaType> types = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    for (int i = draw.between(0, 4); i > 0; i--) {
      JavaType type = draw.of(JavaType.COMMON);
      String name = writing.fresh("p");
      inside.add(new Variable(name, type, true));
      types.add(type);
      parameters.add(type.word() + " " + name);
    }
    String name = writing.fresh("m");
    JavaType result = draw.of(JavaType.ALL);
    List<Code> body = new ArrayList<>();
    if (draw.oneIn(3)) {
      body.addAll(writing.statements(inside, 2, draw.any(3, 12)).statements());
      if (draw.oneIn(3)) {
        body.add(
            Code.statement(
                Row.CALLS,
                "if (",
                writing.value(JavaType.BOOLEAN, inside),
                ") { return ",
                writing.value(result, inside),
                "; }"));
      }
    }
    Code answer = new Code.Text("return ");
    List<Code> last = List.of(answer, writing.value(result, inside, 2), Code.text(";\n"));
    List<Code> all = new ArrayList<>(body);
    all.addAll(last);
    // Methods may call those before them, which take their time again.
    scope.add(new Method(name, result, types, Writing.MOST_TURNS / Scope.CALLS));
    return Code.statement(
        Row.CALLS,
        "static %s %s(%s) ".formatted(result.word(), name, String.join(", ", parameters)),
        new Block(all));
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    if (scope.place().pinned()) {
      return Optional.empty(); // the method may change maps
    }
    List<Method> methods =
        scope.all(Method.class).stream()
            .filter(method -> type.takes(method.result()))
            .filter(method -> scope.place().turns() * method.turns() <= Writing.MOST_TURNS)
            .toList();
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    Method method = draw.of(methods);
    List<Object> parts = new ArrayList<>(List.of(method.name() + "("));
    for (int i = 0; i < method.parameters().size(); i++) {
      parts.add(i == 0 ? "" : ", ");
      parts.add(writing.value(method.parameters().get(i), scope, depth));
    }
    parts.add(")");
    return Optional.of(Code.expression(Row.CALLS, type, parts));
  }
}
