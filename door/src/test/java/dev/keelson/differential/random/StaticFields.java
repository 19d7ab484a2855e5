package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Block;
import dev.keelson.differential.random.Scope.ArrayVariable;
import dev.keelson.differential.random.Scope.Variable;
import java.util.ArrayList;
import java.util.List;

/** Static fields: memory that one call leaves to the next, and tables that an initialiser fills. */
final class StaticFields implements Feature {
  private final Writing writing;
  private final Draw draw;
  private final List<Code> audit = new ArrayList<>();

  StaticFields(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  @Override
  public List<Code> members(Scope scope) {
    List<Code> members = new ArrayList<>();
    for (int i = draw.between(1, 4); i > 0; i--) {
      members.add(draw.oneIn(3) ? array(scope) : number(scope));
    }
    if (draw.oneIn(2)) {
      members.add(table(scope));
    }
    return members;
  }

  private Code number(Scope scope) {
    JavaType type = draw.of(JavaType.ALL);
    String name = writing.fresh("g");
    scope.add(new Variable(name, type, true));
    audit.add(folded(type == JavaType.BOOLEAN ? "(" + name + " ? 1 : 2)" : name));
    return draw.oneIn(2)
        ? Code.statement(Row.GLOBALS, "static " + type.word() + " " + name + ";")
        : Code.statement(
            Row.GLOBALS, "static " + type.word() + " " + name + " = ", writing.constant(type), ";");
  }

  private Code array(Scope scope) {
    JavaType type = draw.of(JavaType.NUMBERS);
    String name = writing.fresh("G");
    int length = draw.any(2, 4, 7, 8, 16);
    scope.add(new ArrayVariable(name, type, length, true));
    audit.add(
        Code.statement(
            Row.GLOBALS,
            "for (%s each : %s) { n.result = n.result * 31 + each; }"
                .formatted(type.word(), name)));
    return Code.statement(
        Row.GLOBALS,
        "static final %s[] %s = new %s[%d];".formatted(type.word(), name, type.word(), length));
  }

  private Code table(Scope scope) {
    JavaType type = draw.of(JavaType.NUMBERS);
    String name = writing.fresh("T");
    int length = draw.any(4, 16, 64);
    Scope filling = Scope.outermost();
    filling.add(new Variable("i", JavaType.INT, false));
    Writing pure = new Writing(draw, 3, false);
    Code value = pure.value(type, filling, 2);
    scope.add(new ArrayVariable(name, type, length, false));
    return Code.statement(
        Row.INITIALISERS,
        "static final %s[] %s = new %s[%d];\nstatic "
            .formatted(type.word(), name, type.word(), length),
        new Block(
            List.of(
                Code.text("for (int i = 0; i < " + length + "; i++) { " + name + "[i] = "),
                value,
                Code.text("; }\n"))));
  }

  private static Code folded(String value) {
    return Code.statement(Row.GLOBALS, "n.result = n.result * 31 + " + value + ";");
  }

  @Override
  public List<Code> audit() {
    return audit;
  }
}
