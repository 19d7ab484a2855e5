package dev.keelson.compiler.ir;

import dev.keelson.compiler.ir.Terminator.Edge;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text form of functions, which {@link IrParser} reads back.
 *
 * <pre>
 *   function sum(I32, POINTER) I32
 *   b0:
 *     v0 I32 = parameter 0                 ; 12
 *     v1 I32 = const 7
 *     v2 I32 = add v0, v1
 *     v3 I64 = load stable unsigned 8 v4+16
 *     store 4 v4-8, v2
 *     branch LT v2, v1, b1(v2), b2
 *   b1(v5 I32):
 *     return v5
 * </pre>
 */
public final class IrText {
  private IrText() {}

  public static String print(Function function) {
    StringBuilder text = new StringBuilder();
    text.append("function ").append(function.name()).append('(');
    text.append(
        function.parameterTypes().stream().map(Type::name).collect(Collectors.joining(", ")));
    text.append(") ").append(function.returnType()).append('\n');
    for (Block block : function.blocks()) {
      text.append(block);
      if (!block.parameters().isEmpty()) {
        text.append('(');
        text.append(
            block.parameters().stream()
                .map(value -> value + " " + value.type())
                .collect(Collectors.joining(", ")));
        text.append(')');
      }
      text.append(":\n");
      block.instructions().forEach(i -> line(text, print(i), i.line()));
      if (block.terminator() != null) {
        line(text, print(block.terminator()), block.terminator().line());
      }
    }
    return text.toString();
  }

  /** One instruction, without its line. */
  public static String print(Instruction instruction) {
    Value result = instruction.result();
    String definition = result.type() == Type.VOID ? "" : result + " " + result.type() + " = ";
    return definition + print(instruction.op());
  }

  private static void line(StringBuilder text, String step, int line) {
    text.append("  ").append(step);
    if (line != 0) {
      text.append(" ; ").append(line);
    }
    text.append('\n');
  }

  private static String print(Op op) {
    return switch (op) {
      case Op.Const c -> "const " + c.value();
      case Op.Parameter p -> "parameter " + p.index();
      case Op.SettingValue s -> "setting " + s.setting() + " " + s.declared();
      case Op.MapAddress a -> "map " + a.map();
      case Op.FunctionAddress a -> "function " + a.function();
      case Op.GlobalAddress g -> "global " + g.global() + (g.offset() == 0 ? "" : "+" + g.offset());
      case Op.StackSlot s -> "slot " + s.sizeBytes() + " \"" + s.what() + "\"";
      case Op.Binary b -> lower(b.kind()) + " " + b.left() + ", " + b.right();
      case Op.Unary u -> lower(u.kind()) + " " + u.operand();
      case Op.Compare c -> "compare " + c.condition() + " " + c.left() + ", " + c.right();
      case Op.Offset o -> "offset " + place(o.base(), o.bytes());
      case Op.Index i -> "index %s, %s * %d".formatted(i.base(), i.index(), i.scale());
      case Op.Distance d -> "distance " + d.start() + ", " + d.end();
      case Op.Load l ->
          "load %s%s %d %s"
              .formatted(
                  l.stable() ? "stable " : "",
                  l.signed() ? "signed" : "unsigned",
                  l.sizeBytes(),
                  place(l.address(), l.offset()));
      case Op.FieldLoad l ->
          "field_load %s %d %s %s"
              .formatted(
                  l.signed() ? "signed" : "unsigned",
                  l.sizeBytes(),
                  place(l.address(), l.offset()),
                  l.field());
      case Op.FieldAddress a -> "field_address " + place(a.base(), a.bytes()) + " " + a.field();
      case Op.FieldNumber n ->
          "field_number %s %d %s".formatted(lower(n.fact()), n.value(), n.field());
      case Op.Store s ->
          "store " + s.sizeBytes() + " " + place(s.address(), s.offset()) + ", " + s.value();
      case Op.Atomic a ->
          "atomic %s %d %s, %s"
              .formatted(
                  lower(a.kind()),
                  a.sizeBytes(),
                  place(a.address(), a.offset()),
                  a.values().stream().map(Value::toString).collect(Collectors.joining(", ")));
      case Op.CallHelper c -> "helper " + lower(c.helper()) + list(c.arguments());
      case Op.CallKernel c -> "kernel " + c.function() + list(c.arguments());
      case Op.CallFunction c -> "call " + c.function() + list(c.arguments());
    };
  }

  private static String print(Terminator terminator) {
    return switch (terminator) {
      case Terminator.Jump jump -> "jump " + print(jump.edge());
      case Terminator.Branch b ->
          "branch %s %s, %s, %s, %s"
              .formatted(b.condition(), b.left(), b.right(), print(b.yes()), print(b.no()));
      case Terminator.Return end ->
          end.values().isEmpty() ? "return" : "return " + end.values().getFirst();
      case Terminator.Fault fault -> "fault " + fault.kind();
      case Terminator.MayGoto may ->
          "may_goto %s, %s".formatted(print(may.next()), print(may.exhausted()));
    };
  }

  private static String print(Edge edge) {
    return edge.target() + (edge.arguments().isEmpty() ? "" : list(edge.arguments()));
  }

  private static String list(List<Value> values) {
    return values.stream().map(Value::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String place(Value base, int bytes) {
    return base + (bytes < 0 ? "" : "+") + bytes;
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
