package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import java.util.List;
import java.util.Optional;

/** A noun of the language: what a program declares of it, and the code that uses it. */
interface Feature {
  /** Declarations of the class, made first; their names go into {@code scope}. */
  default List<Code> members(Scope scope) {
    return List.of();
  }

  /** What every program begins with. */
  default List<Code> opening(Scope scope) {
    return List.of();
  }

  /** A value of the type, if the feature has one here. */
  default Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    return Optional.empty();
  }

  /** A statement, if the feature has one here. */
  default Optional<Statement> statement(Scope scope, int depth) {
    return Optional.empty();
  }

  /** Statements that fold the memory which outlives a call into {@code n.result}. */
  default List<Code> audit() {
    return List.of();
  }
}
