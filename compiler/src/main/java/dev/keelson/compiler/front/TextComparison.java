package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * {@code Kernel.equal} and {@code Kernel.startsWith}: characters in memory against a constant
 * string, eight at a time, up to the first difference.
 */
final class TextComparison {
  private final Emitter emitter;

  TextComparison(Translation translation) {
    this.emitter = translation.emitter();
  }

  /** Where characters can be loaded from. */
  private record Characters(Value address, int offset, boolean stable) {}

  /**
   * @param whole whether the characters must end where the text does
   */
  Operand compare(Operand array, Operand text, boolean whole) {
    if (array.broken() || text.broken()) {
      return Operand.number(emitter.unknown(Type.I32));
    }
    if (!(text.shape() instanceof Shape.Text(String wanted))) {
      throw new Refusal(
          "constant",
          "the text that characters are compared with is not constant",
          "It is compared eight bytes at a time, with numbers that the program holds.",
          "Write the text in the call, or in a static final String.");
    }
    byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
    int length = length(array);
    if (bytes.length > length) {
      return Operand.number(emitter.int32(0));
    }
    // Behind the text there is a zero, unless it fills the array.
    byte[] all = whole && bytes.length < length ? Arrays.copyOf(bytes, bytes.length + 1) : bytes;
    return Operand.number(same(characters(array, all.length), all));
  }

  private static int length(Operand array) {
    return switch (array.shape()) {
      case Shape.Bytes bytes -> bytes.length();
      case Shape.Fetched fetched -> fetched.length();
      case Shape.Elements elements when elements.element().dataType() == DataType.Scalar.BYTE ->
          elements.length();
      default -> throw Malformed.because("characters in " + array.shape());
    };
  }

  private Characters characters(Operand array, int needed) {
    return switch (array.shape()) {
      case Shape.Bytes(Shape.Access access, int offset, int _) when access != Shape.Access.PROBE ->
          new Characters(array.value(), offset, true);
      case Shape.Bytes(Shape.Access _, int offset, int _) -> {
        Value copy = emitter.stackSlot(Math.max(1, needed), "characters");
        if (needed > 0) {
          emitter.call(
              Helper.PROBE_READ_KERNEL,
              Type.I64,
              copy,
              emitter.int64(needed),
              emitter.offset(array.value(), offset));
        }
        yield new Characters(copy, 0, false);
      }
      case Shape.Fetched fetched -> {
        Value copy = emitter.stackSlot(fetched.length(), "characters");
        TracingCalls.store(emitter, copy, array);
        yield new Characters(copy, 0, false);
      }
      default -> new Characters(array.value(), 0, false);
    };
  }

  private Value same(Characters characters, byte[] wanted) {
    ByteBuffer constants = ByteBuffer.wrap(wanted).order(ByteOrder.LITTLE_ENDIAN);
    Block join = emitter.newBlock();
    Value result = emitter.parameterOf(join, Type.I32);
    int at = 0;
    while (at < wanted.length) {
      int place = characters.offset() + at;
      int size = 8;
      while (place % size != 0 || at + size > wanted.length) {
        size /= 2;
      }
      Type type = size == 8 ? Type.I64 : Type.I32;
      Value found =
          emitter.load(characters.address(), place, size, false, characters.stable(), type);
      Value constant =
          switch (size) {
            case 8 -> emitter.int64(constants.getLong(at));
            case 4 -> emitter.int32(constants.getInt(at));
            case 2 -> emitter.int32(constants.getChar(at));
            default -> emitter.int32(constants.get(at) & 0xff);
          };
      Branches ways = emitter.branch(Condition.NE, found, constant);
      emitter.at(ways.yes());
      emitter.jump(join, List.of(emitter.int32(0)));
      emitter.at(ways.no());
      at += size;
    }
    emitter.jump(join, List.of(emitter.int32(1)));
    emitter.at(join);
    return result;
  }
}
