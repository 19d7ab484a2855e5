package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Loop;
import dev.keelson.differential.random.Scope.Variable;
import java.util.List;
import java.util.Optional;

/** Loops, and what leaves or continues them. Each ends on the JVM, by its counter or its fuel. */
final class Looping implements Feature {
  private final Writing writing;
  private final Draw draw;
  private final boolean anyKind;

  /**
   * @param anyKind whether the turns may depend on data
   */
  Looping(Writing writing, boolean anyKind) {
    this.writing = writing;
    this.draw = writing.draw();
    this.anyKind = anyKind;
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    List<Loop> around = scope.all(Loop.class);
    if (!around.isEmpty() && draw.oneIn(2)) {
      return Optional.of(jump(scope, draw.of(around)));
    }
    if (depth <= 0) {
      return Optional.empty();
    }
    int most = Writing.MOST_TURNS / scope.place().turns();
    if (most < 4) {
      return Optional.empty();
    }
    if (!anyKind || draw.oneIn(4)) {
      return Optional.of(counted(scope, depth - 1, Math.min(most, draw.any(4, 8, 8, 16, 33))));
    }
    int turns = Math.min(most, draw.any(8, 64, 64, 1000));
    return Optional.of(
        draw.oneIn(2) ? upToData(scope, depth - 1, turns) : onFuel(scope, depth - 1, turns));
  }

  private Statement jump(Scope scope, Loop loop) {
    String way = draw.any("break ", "continue ") + loop.name() + ";";
    return Code.statement(
        row(), "if (", writing.value(JavaType.BOOLEAN, scope), ") { " + way + " }");
  }

  private Statement counted(Scope scope, int depth, int turns) {
    String i = writing.fresh("i");
    String label = writing.fresh("loop");
    Scope body = scope.repeated(turns);
    body.add(new Variable(i, JavaType.INT, false));
    body.add(new Loop(label));
    String head =
        switch (draw.below(4)) {
          case 0 -> "int %s = %d; %s > 0; %s--".formatted(i, turns, i, i);
          case 1 -> "int %s = 0; %s < %d; %s += 2".formatted(i, i, 2 * turns, i);
          case 2 -> "int %s = -3; %s <= %d; %s++".formatted(i, i, turns - 4, i);
          default -> "int %s = 0; %s < %d; %s++".formatted(i, i, turns, i);
        };
    return Code.statement(
        Row.BRANCHES, label + ": for (" + head + ") ", writing.statements(body, depth, 4));
  }

  private Statement upToData(Scope scope, int depth, int turns) {
    String i = writing.fresh("i");
    String end = writing.fresh("end");
    String label = writing.fresh("loop");
    JavaType type = draw.any(JavaType.INT, JavaType.INT, JavaType.LONG);
    Expression limit = writing.value(type, scope);
    Scope body = scope.repeated(turns);
    body.add(new Variable(i, type, false));
    body.add(new Loop(label));
    int mask = Integer.highestOneBit(turns) - 1;
    String head =
        draw.oneIn(2)
            ? "%s %s = 0; %s < %s; %s++".formatted(type.word(), i, i, end, i)
            : "%s %s = %s; %s != 0; %s--".formatted(type.word(), i, end, i, i);
    return Code.statement(
        row(),
        "final " + type.word() + " " + end + " = ",
        limit,
        " & " + mask + ";\n" + label + ": for (" + head + ") ",
        writing.statements(body, depth, 4));
  }

  private Statement onFuel(Scope scope, int depth, int turns) {
    String fuel = writing.fresh("fuel");
    String label = writing.fresh("loop");
    Expression condition = writing.value(JavaType.BOOLEAN, scope);
    Scope body = scope.repeated(turns);
    body.add(new Variable(fuel, JavaType.INT, false));
    body.add(new Loop(label));
    String start = "int " + fuel + " = " + turns + ";\n" + label + ": ";
    Code inside = writing.statements(body, depth, 4);
    return draw.oneIn(2)
        ? Code.statement(row(), start + "while (" + fuel + "-- > 0 && ", condition, ") ", inside)
        : Code.statement(
            row(), start + "do ", inside, " while (--" + fuel + " > 0 && ", condition, ");");
  }

  private Row row() {
    return anyKind ? Row.ANY_LOOPS : Row.BRANCHES;
  }
}
