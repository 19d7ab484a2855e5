package dev.keelson.compiler.ir;

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

  /** Dense, from 0 within its function. */
  public int id() {
    return id;
  }

  public Type type() {
    return type;
  }

  @Override
  public String toString() {
    return "v" + id;
  }
}
