package dev.keelson.compiler.ir;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The result of an instruction, or a parameter of a block: defined once, used anywhere it
 * dominates. Identity is object identity; {@link #id} is for printing and for dense side tables.
 */
public final class Value {
  private final int id;
  private final Type type;

  Value(int id, Type type) {
    this.id = id;
    this.type = type;
  }

  /** What {@code change} makes of each; the same list where it changes none. */
  static List<Value> mapped(List<Value> values, UnaryOperator<Value> change) {
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      Value changed = change.apply(value);
      if (changed != value) {
        Value[] all = values.toArray(Value[]::new);
        all[i] = changed;
        for (int rest = i + 1; rest < all.length; rest++) {
          all[rest] = change.apply(all[rest]);
        }
        return List.of(all);
      }
    }
    return values;
  }

  /** Dense, from 0 within its function. */
  public int id() {
    return id;
  }

  public Type type() {
    return type;
  }

  /**
   * Cheaper than the one by identity, and tables of values are walked in the same order each time.
   */
  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return "v" + id;
  }
}
