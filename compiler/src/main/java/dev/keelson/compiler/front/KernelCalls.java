package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Optional;

/** The methods of {@code Kernel}. */
final class KernelCalls {
  private static final int PRINT_RING_BYTES = 64 * 1024;
  private static final MapInfo PRINT =
      new MapInfo(
          MapInfo.PRINT, MapType.RINGBUF, PRINT_RING_BYTES, Optional.empty(), Optional.empty());

  private final Translation translation;
  private final Emitter emitter;

  KernelCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** The method's result, {@code UNSET} for none. */
  Operand call(String method, List<Operand> arguments) {
    Optional<Operand> traced =
        new TracingCalls(translation)
            .call(method, arguments)
            .or(() -> new KernelObjects(translation).call(method, arguments));
    if (traced.isPresent()) {
      return traced.get();
    }
    return switch (method) {
      case "nanoTime" -> Operand.number(emitter.call(Helper.KTIME_GET_NS, Type.I64));
      case "cpu" ->
          Operand.number(
              emitter.unary(UnaryKind.TRUNC, emitter.call(Helper.GET_SMP_PROCESSOR_ID, Type.I64)));
      case "threadId" ->
          Operand.number(
              emitter.unary(UnaryKind.TRUNC, emitter.call(Helper.GET_CURRENT_PID_TGID, Type.I64)));
      case "processId" -> {
        Value both = emitter.call(Helper.GET_CURRENT_PID_TGID, Type.I64);
        Value upper = emitter.binary(BinaryKind.USHR, both, emitter.int32(32));
        yield Operand.number(emitter.unary(UnaryKind.TRUNC, upper));
      }
      case "equal" ->
          new TextComparison(translation).compare(arguments.get(0), arguments.get(1), true);
      case "startsWith" ->
          new TextComparison(translation).compare(arguments.get(0), arguments.get(1), false);
      case "print" -> {
        if (arguments.size() != 2) {
          throw Malformed.because("Kernel.print takes a format and an array");
        }
        print(arguments.get(0), arguments.get(1));
        yield Operand.UNSET;
      }
      default ->
          throw new Refusal(
              "kernel-call",
              "Kernel.%s is called".formatted(method),
              "This compiler does not know it.",
              "Compile with the keelson version that the program was written for.");
    };
  }

  /** A record of u32 format number, u32 count, and the arguments as 8 bytes each. */
  private void print(Operand format, Operand arguments) {
    if (!(format.shape() instanceof Shape.Text(String text))) {
      throw new Refusal(
          "print-format",
          "the format of Kernel.print is not a constant",
          "Only its number travels; the text stays with the loader.",
          "Write the text in the call.");
    }
    if (!(arguments.shape() instanceof Shape.Elements array)
        || !array.element().dataType().equals(DataType.Scalar.LONG)) {
      throw new Refusal(
          "print-format",
          "the arguments of Kernel.print are not known",
          "How many there are is decided when the program is compiled.",
          "Write the arguments one by one.");
    }
    int count = array.length();
    int holes = (text.length() - text.replace("{}", "").length()) / 2;
    if (holes != count) {
      throw new Refusal(
          "print-format",
          "the number of {} is %d, that of arguments %d".formatted(holes, count),
          "Each {} takes one argument.",
          "Write as many {} as there are arguments.");
    }
    int number = translation.compilation().printFormat(text);
    translation.compilation().use(PRINT);
    List<Result> ways =
        new Rings(translation)
            .reserve(
                MapInfo.PRINT,
                2 * Integer.BYTES + count * Long.BYTES,
                slot -> {
                  emitter.store(slot, 0, Integer.BYTES, emitter.int32(number));
                  emitter.store(slot, Integer.BYTES, Integer.BYTES, emitter.int32(count));
                  for (int i = 0; i < count; i++) {
                    int at = i * Long.BYTES;
                    Value argument =
                        emitter.load(arguments.value(), at, Long.BYTES, false, false, Type.I64);
                    emitter.store(slot, 2 * Integer.BYTES + at, Long.BYTES, argument);
                  }
                });
    emitter.at(
        new Joins(emitter)
            .join(ways.stream().map(way -> new Path(way.block(), new Frame(0))).toList())
            .block());
  }
}
