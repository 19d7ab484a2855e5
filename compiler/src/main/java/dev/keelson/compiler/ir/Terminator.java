package dev.keelson.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** How a block ends. */
public sealed interface Terminator {
  /** 1-based source line, 0 when unknown. */
  int line();

  /** Where control may go, in order. */
  List<Edge> edges();

  /** The values it reads, arguments of its edges included. */
  List<Value> operands();

  /** The same with other values. */
  Terminator map(UnaryOperator<Value> change);

  /** The same with other edges, as many as {@link #edges()}. */
  Terminator withEdges(UnaryOperator<Edge> change);

  /** A way into {@code target}, with a value for each of its parameters. */
  record Edge(Block target, List<Value> arguments) {
    public Edge {
      arguments = List.copyOf(arguments);
    }

    /** The same edge with other arguments. */
    public Edge map(UnaryOperator<Value> change) {
      List<Value> changed = Value.mapped(arguments, change);
      return changed.equals(arguments) ? this : new Edge(target, changed);
    }
  }

  /** Always to one place. */
  record Jump(Edge edge, int line) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(edge);
    }

    @Override
    public List<Value> operands() {
      return edge.arguments();
    }

    @Override
    public Terminator map(UnaryOperator<Value> change) {
      return new Jump(edge.map(change), line);
    }

    @Override
    public Terminator withEdges(UnaryOperator<Edge> change) {
      return new Jump(change.apply(edge), line);
    }
  }

  /**
   * To {@code yes} when the comparison holds, else to {@code no}; operand types as {@link
   * Op.Compare}.
   */
  record Branch(Condition condition, Value left, Value right, Edge yes, Edge no, int line)
      implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(yes, no);
    }

    @Override
    public List<Value> operands() {
      if (yes.arguments().isEmpty() && no.arguments().isEmpty()) {
        return List.of(left, right);
      }
      List<Value> operands = new ArrayList<>();
      operands.add(left);
      operands.add(right);
      operands.addAll(yes.arguments());
      operands.addAll(no.arguments());
      return operands;
    }

    @Override
    public Terminator map(UnaryOperator<Value> change) {
      return new Branch(
          condition,
          change.apply(left),
          change.apply(right),
          yes.map(change),
          no.map(change),
          line);
    }

    @Override
    public Terminator withEdges(UnaryOperator<Edge> change) {
      return new Branch(condition, left, right, change.apply(yes), change.apply(no), line);
    }
  }

  /** The end of the function; {@code values} has one element, or none in a void one. */
  record Return(List<Value> values, int line) implements Terminator {
    public Return {
      values = List.copyOf(values);
    }

    @Override
    public List<Edge> edges() {
      return List.of();
    }

    @Override
    public List<Value> operands() {
      return values;
    }

    @Override
    public Terminator map(UnaryOperator<Value> change) {
      return new Return(Value.mapped(values, change), line);
    }

    @Override
    public Terminator withEdges(UnaryOperator<Edge> change) {
      return this;
    }
  }

  /**
   * What would throw on the JVM: the program ends and returns its default; nothing that was done is
   * undone.
   */
  record Fault(FaultKind kind, int line) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of();
    }

    @Override
    public List<Value> operands() {
      return List.of();
    }

    @Override
    public Terminator map(UnaryOperator<Value> change) {
      return this;
    }

    @Override
    public Terminator withEdges(UnaryOperator<Edge> change) {
      return this;
    }
  }

  /**
   * To {@code next}, or to {@code exhausted} when the program has used up the turns that the kernel
   * grants to all its loops together: what makes a loop's end provable.
   */
  record MayGoto(Edge next, Edge exhausted, int line) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(next, exhausted);
    }

    @Override
    public List<Value> operands() {
      return java.util.stream.Stream.concat(
              next.arguments().stream(), exhausted.arguments().stream())
          .toList();
    }

    @Override
    public Terminator map(UnaryOperator<Value> change) {
      return new MayGoto(next.map(change), exhausted.map(change), line);
    }

    @Override
    public Terminator withEdges(UnaryOperator<Edge> change) {
      return new MayGoto(change.apply(next), change.apply(exhausted), line);
    }
  }

  /** Kinds of contained faults: by the exception that the JVM would throw, and the kernel's own. */
  enum FaultKind {
    NULL_POINTER,
    DIVISION_BY_ZERO,
    INDEX_OUT_OF_BOUNDS,
    CLASS_CAST,
    THROWN,
    /** A loop that the kernel stopped because it ran for too many turns. */
    LOOP_EXHAUSTED,
    /** A fault of a called function, which counted it: the program ends here too. */
    IN_CALLEE
  }
}
