package dev.keelson.compiler.ir;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One method in SSA form: blocks, the first of which is the entry and has no parameters. Mutable;
 * confined to one thread.
 */
public final class Function {
  private final String name;
  private List<Type> parameterTypes;
  private Type returnType;
  private final List<Block> blocks = new ArrayList<>();
  private int nextValue;
  private int nextBlock;

  /**
   * @param name unique in its module; the Java method's name for a program
   * @param returnType {@code VOID} for a void method
   */
  public Function(String name, List<Type> parameterTypes, Type returnType) {
    this.name = name;
    this.parameterTypes = List.copyOf(parameterTypes);
    this.returnType = returnType;
  }

  public String name() {
    return name;
  }

  public List<Type> parameterTypes() {
    return parameterTypes;
  }

  public Type returnType() {
    return returnType;
  }

  /** Gives it another signature; its parameters and returns are the caller's to change. */
  public void become(List<Type> parameters, Type result) {
    parameterTypes = List.copyOf(parameters);
    returnType = result;
  }

  /** Live and mutable, entry first; the order of the rest is the order of emission. */
  public List<Block> blocks() {
    return blocks;
  }

  public Block entry() {
    return blocks.getFirst();
  }

  /** The blocks that control can get to, entry first. */
  public List<Block> reached() {
    BitSet seen = new BitSet(nextBlock);
    List<Block> reached = new ArrayList<>();
    reached.add(entry());
    seen.set(entry().id());
    for (int i = 0; i < reached.size(); i++) {
      for (Terminator.Edge edge : reached.get(i).terminator().edges()) {
        if (!seen.get(edge.target().id())) {
          seen.set(edge.target().id());
          reached.add(edge.target());
        }
      }
    }
    return reached;
  }

  /** Appends a new, empty block. */
  public Block newBlock() {
    Block block = new Block(nextBlock++);
    blocks.add(block);
    return block;
  }

  /** A fresh value, not yet defined. */
  public Value newValue(Type type) {
    return new Value(nextValue++, type);
  }

  /** One more than the largest value id. */
  public int valueCount() {
    return nextValue;
  }

  /** One more than the largest block id. */
  public int blockCount() {
    return nextBlock;
  }
}
