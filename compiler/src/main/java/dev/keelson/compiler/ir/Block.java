package dev.keelson.compiler.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * A straight run of instructions with parameters (in the place of phis) and a terminator. Mutable:
 * passes rewrite it in place; confined to one thread.
 */
public final class Block {
  private final int id;
  private final List<Value> parameters = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private Terminator terminator;

  Block(int id) {
    this.id = id;
  }

  /** Dense, from 0 within its function, in order of creation. */
  public int id() {
    return id;
  }

  /** Live and mutable: edges into the block carry an argument for each. */
  public List<Value> parameters() {
    return parameters;
  }

  /** Live and mutable. */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** How it ends; {@code null} only while the front end is still building it. */
  public Terminator terminator() {
    return terminator;
  }

  public void terminate(Terminator end) {
    terminator = end;
  }

  /**
   * Cheaper than the one by identity, and tables of blocks are walked in the same order each time.
   */
  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return "b" + id;
  }
}
