package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the arrays and objects of one program lie: on the stack as long as there is room, then in
 * the value of a map of its own, one for each CPU. The kernel never runs a tracing program, or one
 * for packets, twice at a time on a CPU. Mutable; confined to one thread.
 */
final class Room {
  /** What follows in the name is the program's. */
  static final String MAP = "keelson.scratch.";

  private static final int LARGEST_ON_STACK = 256;

  /** {@code PCPU_MIN_UNIT_SIZE}, include/linux/percpu.h (6.18): the most a CPU's value can have. */
  private static final int SCRATCH_BYTES = 32 * 1024;

  private final Emitter emitter;
  private final String program;
  private final int stackBytes;
  private final List<String> notes = new ArrayList<>();
  private int onStack;
  private int inScratch;

  /**
   * @param program name of the program, or of a function that it calls
   * @param stackBytes what of its stack may be used
   */
  Room(Emitter emitter, String program, int stackBytes) {
    this.emitter = emitter;
    this.program = program;
    this.stackBytes = stackBytes;
  }

  /** Memory for something that lives to the end of the call; what is in it is not known. */
  Value take(int sizeBytes, String what) {
    int size = (Math.max(1, sizeBytes) + 7) & -8;
    if (size <= LARGEST_ON_STACK && onStack + size <= stackBytes) {
      onStack += size;
      return emitter.stackSlot(Math.max(1, sizeBytes), what);
    }
    int offset = inScratch;
    inScratch += size;
    if (inScratch > SCRATCH_BYTES) {
      throw new Refusal(
          "array",
          "%s needs %d bytes beside %d others".formatted(what, size, offset),
          "What the stack cannot hold lies in memory of the CPU, of which a program gets %d bytes."
              .formatted(SCRATCH_BYTES),
          "Keep the elements in a Maps.array or Maps.perCpuArray.");
    }
    notes.add(
        "%s, line %d: %s lies in memory of the CPU: %d bytes, of which the stack has %d left"
            .formatted(program, emitter.line(), what, size, stackBytes - onStack));
    return emitter.offset(scratch(), offset);
  }

  private Value scratch() {
    Value key = emitter.stackSlot(Integer.BYTES, "key");
    emitter.store(key, 0, Integer.BYTES, emitter.int32(0));
    Value found =
        emitter.call(Helper.MAP_LOOKUP_ELEM, Type.POINTER, emitter.mapAddress(MAP + program), key);
    // An array has its entry 0; only the verifier does not know.
    emitter.faultIf(Condition.EQ, found, emitter.nullPointer(), FaultKind.NULL_POINTER);
    return found;
  }

  /** The map that the program needs, if it does. */
  Optional<Module.MapDeclaration> map() {
    return inScratch == 0
        ? Optional.empty()
        : Optional.of(
            new Module.MapDeclaration(
                MAP + program,
                MapType.PERCPU_ARRAY,
                1,
                Optional.of(DataType.Scalar.INT),
                Optional.of(new DataType.Array(DataType.Scalar.LONG, inScratch / Long.BYTES))));
  }

  /** What went where, and why, a line each. */
  List<String> notes() {
    return notes;
  }
}
