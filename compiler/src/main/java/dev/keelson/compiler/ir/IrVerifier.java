package dev.keelson.compiler.ir;

import dev.keelson.compiler.ir.Terminator.Edge;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the invariants of the IR; a failure is a bug of the compiler.
 *
 * <ol>
 *   <li>Every block has a terminator; the entry has no parameters and no edge leads to it.
 *   <li>An edge leads to a block of the function, with an argument of the right type for each
 *       parameter.
 *   <li>A value is defined once, and its definition dominates every use.
 *   <li>Operand and result types are those that {@link Op} states; a return has the function's
 *       type.
 * </ol>
 */
public final class IrVerifier {
  private final Function function;
  private final Dominators dominators;
  private final Map<Value, Block> definedIn = new HashMap<>();
  private final Set<Value> before = new HashSet<>();

  private IrVerifier(Function function) {
    this.function = function;
    for (Block block : function.blocks()) {
      require(block.terminator() != null, block, "has no terminator");
      for (Edge edge : block.terminator().edges()) {
        require(function.blocks().contains(edge.target()), block, "leads out to " + edge.target());
      }
    }
    this.dominators = Dominators.of(function);
  }

  /**
   * Checks one function; blocks that cannot be reached are held to the same types.
   *
   * @throws AssertionError when an invariant does not hold, with the function's text
   */
  public static void verify(Function function) {
    new IrVerifier(function).run();
  }

  private void run() {
    require(function.entry().parameters().isEmpty(), function.entry(), "is entry with parameters");
    for (Block block : function.blocks()) {
      block.parameters().forEach(value -> define(value, block));
      block.instructions().forEach(i -> define(i.result(), block));
    }
    for (Block block : function.blocks()) {
      if (dominators.reachable(block)) {
        check(block);
      }
    }
  }

  private void define(Value value, Block block) {
    require(definedIn.put(value, block) == null, block, "defines " + value + " again");
  }

  private void check(Block block) {
    before.clear();
    before.addAll(block.parameters());
    for (Instruction instruction : block.instructions()) {
      instruction.op().operands().forEach(operand -> use(operand, block));
      require(typed(instruction), block, "has wrong types in " + IrText.print(instruction));
      before.add(instruction.result());
    }
    block.terminator().operands().forEach(operand -> use(operand, block));
    for (Edge edge : block.terminator().edges()) {
      checkEdge(edge, block);
    }
    switch (block.terminator()) {
      case Terminator.Return end -> {
        List<Type> types = end.values().stream().map(Value::type).toList();
        List<Type> expected =
            function.returnType() == Type.VOID ? List.of() : List.of(function.returnType());
        require(types.equals(expected), block, "returns " + types + ", not " + expected);
      }
      case Terminator.Branch branch ->
          require(
              comparable(branch.condition(), branch.left(), branch.right()),
              block,
              "branches on different types");
      case Terminator.Jump jump -> {}
      case Terminator.Fault fault -> {}
      case Terminator.MayGoto may -> {}
    }
  }

  private void use(Value value, Block block) {
    Block definition = definedIn.get(value);
    require(definition != null, block, "uses " + value + ", which nothing defines");
    boolean dominated =
        definition == block ? before.contains(value) : dominators.dominates(definition, block);
    require(dominated, block, "uses " + value + " before its definition");
  }

  private void checkEdge(Edge edge, Block block) {
    require(edge.target() != function.entry(), block, "leads to the entry");
    List<Type> arguments = edge.arguments().stream().map(Value::type).toList();
    List<Type> parameters = edge.target().parameters().stream().map(Value::type).toList();
    require(
        arguments.equals(parameters),
        block,
        "gives " + edge.target() + " " + arguments + ", which takes " + parameters);
  }

  private boolean typed(Instruction instruction) {
    Type result = instruction.result().type();
    return switch (instruction.op()) {
      case Op.Const c ->
          switch (result) {
            case I32 -> c.value() == (int) c.value();
            case I64 -> true;
            case POINTER -> c.value() == 0;
            case VOID -> false;
          };
      case Op.Parameter p ->
          p.index() < function.parameterTypes().size()
              && result == function.parameterTypes().get(p.index());
      case Op.SettingValue s ->
          result == Type.I64 || (result == Type.I32 && s.declared() == (int) s.declared());
      case Op.MapAddress a -> result == Type.POINTER;
      case Op.FunctionAddress a -> result == Type.POINTER;
      case Op.GlobalAddress g -> result == Type.POINTER;
      case Op.StackSlot s -> result == Type.POINTER && s.sizeBytes() > 0;
      case Op.Binary b ->
          number(result)
              && b.left().type() == result
              && b.right().type() == (b.kind().shift() ? Type.I32 : result);
      case Op.Unary u -> number(result) && u.kind().result(u.operand().type()) == result;
      case Op.Compare c -> result == Type.I32 && comparable(c.condition(), c.left(), c.right());
      case Op.Offset o -> result == Type.POINTER && o.base().type() == Type.POINTER;
      case Op.Index i ->
          result == Type.POINTER
              && i.base().type() == Type.POINTER
              && i.index().type() == Type.I64
              && i.scale() > 0;
      case Op.Distance d ->
          result == Type.I64 && d.start().type() == Type.POINTER && d.end().type() == Type.POINTER;
      case Op.Load l ->
          l.address().type() == Type.POINTER
              && switch (l.sizeBytes()) {
                case 1, 2 -> result == Type.I32;
                case 4 -> result == Type.I32 || result == Type.POINTER;
                case 8 -> result == Type.I64 || result == Type.POINTER;
                default -> false;
              };
      case Op.FieldLoad l ->
          l.address().type() == Type.POINTER
              && switch (l.sizeBytes()) {
                case 1, 2, 4 -> result == Type.I32 || (result == Type.I64 && !l.signed());
                case 8 -> result == Type.I64 || result == Type.POINTER;
                default -> false;
              };
      case Op.FieldAddress a -> result == Type.POINTER && a.base().type() == Type.POINTER;
      case Op.FieldNumber n -> result == Type.I32;
      case Op.Store s ->
          result == Type.VOID
              && s.address().type() == Type.POINTER
              && switch (s.sizeBytes()) {
                case 1, 2, 4 -> number(s.value().type());
                case 8 -> s.value().type() == Type.I64 || s.value().type() == Type.POINTER;
                default -> false;
              };
      case Op.Atomic a ->
          a.address().type() == Type.POINTER
              && result == (a.kind() == Op.AtomicKind.COUNT ? Type.VOID : moved(a))
              && (a.sizeBytes() == Integer.BYTES || a.sizeBytes() == Long.BYTES)
              && a.values().size() == a.kind().arity()
              && a.values().stream().allMatch(value -> value.type() == moved(a));
      case Op.CallHelper c -> c.arguments().size() <= 5 && result != Type.I32;
      case Op.CallKernel c -> c.arguments().size() <= 5;
      case Op.CallFunction c -> c.arguments().size() <= 5;
    };
  }

  private static Type moved(Op.Atomic atomic) {
    return atomic.sizeBytes() == Integer.BYTES ? Type.I32 : Type.I64;
  }

  private static boolean number(Type type) {
    return type == Type.I32 || type == Type.I64;
  }

  private static boolean comparable(Condition condition, Value left, Value right) {
    boolean signed =
        switch (condition) {
          case LT, LE, GT, GE -> true;
          case EQ, NE, ULT, ULE, UGT, UGE -> false;
        };
    return left.type() == right.type()
        && (number(left.type()) || (left.type() == Type.POINTER && !signed));
  }

  private void require(boolean holds, Block block, String what) {
    if (!holds) {
      throw new AssertionError(
          function.name() + ", block " + block + " " + what + "\n" + IrText.print(function));
    }
  }
}
