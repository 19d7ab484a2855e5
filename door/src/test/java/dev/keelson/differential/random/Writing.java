package dev.keelson.differential.random;

import dev.keelson.differential.EdgeNumbers;
import dev.keelson.differential.random.Code.Block;
import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program as it is written: the features that it may use, and how much is left to be written.
 * Mutable, confined to one thread.
 */
final class Writing {
  /** Turns of all loops around a place, so that no run takes long. */
  static final int MOST_TURNS = 3_000;

  private final Draw draw;
  private final boolean faulty;
  private final List<Feature> features = new ArrayList<>();
  private final Arithmetic arithmetic;
  private int names;
  private int budget;

  Writing(Draw draw, int budget, boolean faulty) {
    this.draw = draw;
    this.budget = budget;
    this.faulty = faulty;
    this.arithmetic = new Arithmetic(this);
  }

  Draw draw() {
    return draw;
  }

  void add(Feature feature) {
    features.add(feature);
  }

  List<Feature> features() {
    return features;
  }

  /** Whether a fault is to be possible at this place. */
  boolean risks() {
    return faulty && draw.percent(20);
  }

  String fresh(String stem) {
    return stem + names++;
  }

  /** A value of the type. */
  Expression value(JavaType type, Scope scope, int depth) {
    if (depth > 0 && draw.percent(35) && !features.isEmpty()) {
      Optional<Expression> special = draw.of(features).expression(type, scope, depth - 1);
      if (special.isPresent()) {
        return special.get();
      }
    }
    return arithmetic.value(type, scope, depth);
  }

  /** A value of the type, not too deep. */
  Expression value(JavaType type, Scope scope) {
    return value(type, scope, draw.between(0, 3));
  }

  /** A constant of the type, often one at an edge. */
  Expression constant(JavaType type) {
    return Code.expression(Row.ARITHMETIC, type, type.literal(edge()));
  }

  long edge() {
    return EdgeNumbers.nextLong(draw.numbers());
  }

  /** An index that is within {@code length}, unless a fault is risked. */
  Expression index(int length, Scope scope, int depth) {
    if (length > 0 && draw.oneIn(4)) {
      return Code.expression(Row.ARITHMETIC, JavaType.INT, draw.below(length));
    }
    Expression any = value(JavaType.INT, scope, depth);
    if (risks() || length == 0) {
      Row row = Row.FAULTS;
      return draw.oneIn(2)
          ? Code.expression(row, JavaType.INT, any)
          : Code.expression(row, JavaType.INT, "(", any, " & ", 2 * length - 1 | 1, ")");
    }
    Row row = Row.ARITHMETIC;
    if (Integer.bitCount(length) == 1) {
      return Code.expression(row, JavaType.INT, "(", any, " & ", length - 1, ")");
    }
    return draw.oneIn(2)
        ? Code.expression(row, JavaType.INT, "Math.floorMod(", any, ", ", length, ")")
        : Code.expression(row, JavaType.INT, "Integer.remainderUnsigned(", any, ", ", length, ")");
  }

  /** Some statements in braces, with a scope of their own. */
  Block block(Scope scope, int depth, int most) {
    return statements(scope.inner(), depth, most);
  }

  /** Some statements in braces, in this scope. */
  Block statements(Scope scope, int depth, int most) {
    List<Code> statements = new ArrayList<>();
    for (int i = draw.between(1, most); i > 0 && (budget > 0 || statements.isEmpty()); i--) {
      statements.add(statement(scope, depth));
    }
    return new Block(statements);
  }

  private Statement statement(Scope scope, int depth) {
    budget--;
    for (int i = 0; i < 3; i++) {
      if (draw.percent(70) && !features.isEmpty()) {
        Optional<Statement> special = draw.of(features).statement(scope, depth);
        if (special.isPresent()) {
          return special.get();
        }
      }
    }
    return arithmetic.statement(scope, depth);
  }
}
