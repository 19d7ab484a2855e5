package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Optional;

/** Call stacks: as numbers out of a map of stacks, or as addresses in a record. */
final class StackCalls {
  /**
   * {@code PERF_MAX_STACK_DEPTH}, include/uapi/linux/perf_event.h: what the kernel walks at most.
   */
  private static final int DEEPEST = 127;

  /** {@code BPF_F_USER_STACK}, include/uapi/linux/bpf.h. */
  private static final long USER = 1 << 8;

  private StackCalls() {}

  /** The map behind a {@code StackTraces}. */
  static MapInfo declared(String field, int stacks) {
    DataType.Struct layout =
        DataType.Struct.of(
            "stack",
            List.of(
                new DataType.Declared(
                    "frames", new DataType.Array(DataType.Scalar.LONG, DEEPEST))));
    return new MapInfo(
        field,
        MapType.STACK_TRACE,
        stacks,
        Optional.of(new ValueType.Boxed(DataType.Scalar.INT)),
        Optional.of(new ValueType.Structured(new StructType("stack", true, layout))));
  }

  /** The number of the stack of the kernel, or of user space. */
  static Operand number(Translation translation, MapInfo map, boolean user) {
    Emitter emitter = translation.emitter();
    Value id =
        emitter.call(
            Helper.GET_STACKID,
            Type.I64,
            translation.context(),
            emitter.mapAddress(map.name()),
            emitter.int64(user ? USER : 0));
    return Operand.number(emitter.unary(UnaryKind.TRUNC, id));
  }

  /** Writes addresses to memory; the helper clears what it has none for. */
  static void store(Emitter emitter, Value context, Value target, Shape.Fetched stack) {
    boolean user = stack.source() == Shape.Fetched.Source.USER_STACK;
    emitter.call(
        Helper.GET_STACK,
        Type.I64,
        context,
        target,
        emitter.int64((long) stack.length() * Long.BYTES),
        emitter.int64(user ? USER : 0));
  }
}
