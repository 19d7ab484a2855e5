package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Variable;
import java.util.List;

/** Operators, casts, ternaries, variables and assignments. */
final class Arithmetic {
  private static final List<String> PLAIN = List.of("+", "-", "*", "&", "|", "^");
  private static final List<String> SHIFTS = List.of("<<", ">>", ">>>");
  private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "==", "!=");
  private static final List<JavaType> NARROWER =
      List.of(JavaType.INT, JavaType.INT, JavaType.SHORT, JavaType.BYTE, JavaType.CHAR);

  private final Writing writing;
  private final Draw draw;

  Arithmetic(Writing writing) {
    this.writing = writing;
    this.draw = writing.draw();
  }

  Expression value(JavaType type, Scope scope, int depth) {
    if (depth <= 0) {
      return leaf(type, scope);
    }
    return switch (type) {
      case BOOLEAN -> truth(scope, depth - 1);
      case BYTE, SHORT, CHAR -> narrow(type, scope, depth - 1);
      case INT, LONG -> wide(type, scope, depth - 1);
    };
  }

  private Expression leaf(JavaType type, Scope scope) {
    List<Variable> variables =
        scope.all(Variable.class).stream()
            .filter(variable -> (variable.type() == JavaType.BOOLEAN) == (type == JavaType.BOOLEAN))
            .toList();
    if (variables.isEmpty() || draw.oneIn(5)) {
      return writing.constant(type);
    }
    Variable variable = draw.of(variables);
    return type.takes(variable.type())
        ? of(type, variable.name())
        : of(type, "(", type.word(), ") ", variable.name());
  }

  private Expression truth(Scope scope, int depth) {
    return switch (draw.below(8)) {
      case 0 -> of(JavaType.BOOLEAN, "!", value(JavaType.BOOLEAN, scope, depth));
      case 1, 2 -> both(JavaType.BOOLEAN, draw.any("&&", "||", "&", "|", "^"), scope, depth);
      case 3 -> choice(JavaType.BOOLEAN, scope, depth);
      default -> {
        JavaType left = draw.of(JavaType.COMMON);
        JavaType right = draw.of(JavaType.COMMON);
        yield of(
            JavaType.BOOLEAN,
            "(",
            writing.value(left, scope, depth),
            " " + draw.of(COMPARISONS) + " ",
            writing.value(right, scope, depth),
            ")");
      }
    };
  }

  private Expression narrow(JavaType type, Scope scope, int depth) {
    if (draw.oneIn(6)) {
      return choice(type, scope, depth);
    }
    return of(
        type,
        "(",
        type.word(),
        ") (",
        writing.value(draw.any(JavaType.INT, JavaType.LONG, JavaType.CHAR), scope, depth),
        ")");
  }

  private Expression wide(JavaType type, Scope scope, int depth) {
    return switch (draw.below(12)) {
      case 0 -> of(type, draw.any("-", "~"), "(", writing.value(type, scope, depth), ")");
      case 1, 2 ->
          of(
              type,
              "(",
              writing.value(type, scope, depth),
              " " + draw.of(SHIFTS) + " ",
              writing.value(draw.any(JavaType.INT, JavaType.LONG, JavaType.BYTE), scope, depth),
              ")");
      case 3 -> choice(type, scope, depth);
      case 4 -> cast(type, scope, depth);
      case 5, 6 -> division(type, scope, depth);
      case 7 -> assigning(type, scope, depth);
      default -> both(type, draw.of(PLAIN), scope, depth);
    };
  }

  private Expression both(JavaType type, String operator, Scope scope, int depth) {
    JavaType other =
        switch (type) {
          case INT -> draw.of(NARROWER);
          case LONG -> draw.of(JavaType.COMMON);
          case BOOLEAN, BYTE, SHORT, CHAR -> type;
        };
    Expression one = writing.value(type, scope, depth);
    Expression two = writing.value(other, scope, depth);
    return draw.oneIn(2)
        ? of(type, "(", one, " " + operator + " ", two, ")")
        : of(type, "(", two, " " + operator + " ", one, ")");
  }

  private Expression choice(JavaType type, Scope scope, int depth) {
    return of(
        type,
        "(",
        writing.value(JavaType.BOOLEAN, scope, depth),
        " ? ",
        writing.value(type, scope, depth),
        " : ",
        writing.value(type, scope, depth),
        ")");
  }

  private Expression cast(JavaType type, Scope scope, int depth) {
    JavaType from = draw.any(JavaType.LONG, JavaType.INT, JavaType.SHORT, JavaType.CHAR);
    return of(type, "(", type.word(), ") (", writing.value(from, scope, depth), ")");
  }

  private Expression division(JavaType type, Scope scope, int depth) {
    String operator = draw.any("/", "%");
    Expression dividend = writing.value(type, scope, depth);
    if (draw.oneIn(3)) {
      long divisor = writing.edge();
      boolean zero = type == JavaType.INT ? (int) divisor == 0 : divisor == 0;
      return of(type, "(", dividend, " " + operator + " ", type.literal(zero ? 7 : divisor), ")");
    }
    Expression divisor = writing.value(type, scope, depth);
    if (writing.risks()) {
      return Code.expression(Row.FAULTS, type, "(", dividend, " " + operator + " (", divisor, "))");
    }
    return of(type, "(", dividend, " " + operator + " (", divisor, " | 1))");
  }

  /** A value with an effect: an assignment, a step. */
  private Expression assigning(JavaType type, Scope scope, int depth) {
    List<Variable> variables =
        scope.all(Variable.class).stream()
            .filter(variable -> variable.assignable() && variable.type() == type)
            .toList();
    if (variables.isEmpty()) {
      return leaf(type, scope);
    }
    String name = draw.of(variables).name();
    return switch (draw.below(4)) {
      case 0 -> of(type, "(" + name + draw.any("++", "--") + ")");
      case 1 -> of(type, "(" + draw.any("++", "--") + name + ")");
      case 2 -> of(type, "(" + name + " = ", writing.value(type, scope, depth), ")");
      default ->
          of(
              type,
              "(" + name + " " + draw.of(PLAIN) + "= ",
              writing.value(type, scope, depth),
              ")");
    };
  }

  Statement statement(Scope scope, int depth) {
    return switch (draw.below(depth > 0 ? 8 : 6)) {
      case 0, 1 -> declaration(scope);
      case 2, 3, 4 -> assignment(scope);
      case 5 -> fold(scope);
      default -> branch(scope, depth - 1);
    };
  }

  private Statement declaration(Scope scope) {
    JavaType type = draw.of(draw.oneIn(5) ? JavaType.ALL : JavaType.COMMON);
    Expression value = writing.value(type, scope);
    String name = writing.fresh("v");
    scope.add(new Variable(name, type, true));
    return Code.statement(Row.ARITHMETIC, type.word() + " " + name + " = ", value, ";");
  }

  private Statement assignment(Scope scope) {
    List<Variable> variables =
        scope.all(Variable.class).stream().filter(Variable::assignable).toList();
    if (variables.isEmpty()) {
      return declaration(scope);
    }
    Variable to = draw.of(variables);
    if (to.type() == JavaType.BOOLEAN) {
      return Code.statement(
          Row.ARITHMETIC,
          to.name() + draw.any(" = ", " &= ", " |= ", " ^= "),
          writing.value(to.type(), scope),
          ";");
    }
    return switch (draw.below(6)) {
      case 0 -> Code.statement(Row.ARITHMETIC, to.name() + draw.any("++", "--") + ";");
      case 1 ->
          Code.statement(
              Row.ARITHMETIC,
              to.name() + " " + draw.of(SHIFTS) + "= ",
              writing.value(draw.any(JavaType.INT, JavaType.LONG), scope),
              ";");
      case 2 ->
          Code.statement(
              Row.ARITHMETIC,
              to.name() + " " + draw.of(PLAIN) + "= ",
              writing.value(draw.of(JavaType.COMMON), scope),
              ";");
      case 3 -> {
        Expression by = writing.value(draw.any(JavaType.INT, JavaType.LONG), scope, 1);
        yield writing.risks()
            ? Code.statement(Row.FAULTS, to.name() + draw.any(" /= ", " %= "), by, ";")
            : Code.statement(Row.ARITHMETIC, to.name() + draw.any(" /= (", " %= ("), by, " | 1);");
      }
      default ->
          Code.statement(Row.ARITHMETIC, to.name() + " = ", writing.value(to.type(), scope), ";");
    };
  }

  /** Something of everything so far, so that nothing is dead. */
  private Statement fold(Scope scope) {
    List<Variable> variables =
        scope.all(Variable.class).stream()
            .filter(variable -> variable.assignable() && variable.type() == JavaType.LONG)
            .toList();
    if (variables.isEmpty()) {
      return declaration(scope);
    }
    String name = draw.of(variables).name();
    return Code.statement(
        Row.ARITHMETIC, name + " = " + name + " * 31 + ", writing.value(JavaType.INT, scope), ";");
  }

  private Statement branch(Scope scope, int depth) {
    Expression condition = writing.value(JavaType.BOOLEAN, scope);
    return draw.oneIn(2)
        ? Code.statement(Row.BRANCHES, "if (", condition, ") ", writing.block(scope, depth, 3))
        : Code.statement(
            Row.BRANCHES,
            "if (",
            condition,
            ") ",
            writing.block(scope, depth, 3),
            " else ",
            writing.block(scope, depth, 3));
  }

  private static Expression of(JavaType type, Object... parts) {
    return Code.expression(Row.ARITHMETIC, type, parts);
  }
}
