package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import dev.keelson.object.usdt.UsdtTable;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a static probe. Where they are differs from place to place, so the program looks
 * it up: the attachment's cookie is the key of {@link UsdtTable#MAP}.
 *
 * <pre>
 *   kind 1   the number            kind 2   register          kind 3, 4   user memory at a sum of them
 *        '-----------------------------+----------------------------------'
 *                        cut to the argument's size, sign- or zero-extended
 * </pre>
 */
final class UsdtParameters {
  private static final MapInfo TABLE =
      new MapInfo(
          UsdtTable.MAP,
          MapType.ARRAY,
          UsdtTable.ENTRIES,
          Optional.of(new ValueType.Boxed(DataType.Scalar.INT)),
          Optional.of(
              new ValueType.Structured(
                  new StructType(
                      UsdtTable.MAP,
                      true,
                      DataType.Struct.of(
                          "usdt_place",
                          List.of(
                              new DataType.Declared(
                                  "arguments",
                                  new DataType.Array(
                                      DataType.Scalar.LONG,
                                      UsdtTable.ENTRY_BYTES / Long.BYTES))))))));

  private final Translation translation;
  private final Emitter emitter;
  private final MethodBody body;
  private final Value context;

  UsdtParameters(Translation translation, MethodBody body, Value context) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.body = body;
    this.context = context;
  }

  List<Operand> read(List<ClassDesc> types) {
    if (types.isEmpty()) {
      return List.of();
    }
    if (types.size() > UsdtTable.MOST_ARGUMENTS
        || !types.stream()
            .allMatch(
                type -> type.equals(ConstantDescs.CD_int) || type.equals(ConstantDescs.CD_long))) {
      throw new Refusal(
          "parameters",
          "%s does not take the arguments of a static probe".formatted(body.name()),
          "They are numbers of at most 64 bits, at most %d.".formatted(UsdtTable.MOST_ARGUMENTS),
          "Take int and long parameters; read what an address points to with Kernel.userString.");
    }
    Value place = place();
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Value value = argument(place, i * UsdtTable.ARGUMENT_BYTES);
      boolean wide = types.get(i).equals(ConstantDescs.CD_long);
      operands.add(Operand.number(wide ? value : emitter.unary(UnaryKind.TRUNC, value)));
    }
    return operands;
  }

  private Value place() {
    translation.compilation().use(TABLE);
    Value cookie = emitter.call(Helper.GET_ATTACH_COOKIE, Type.I64, context);
    Value key = emitter.stackSlot(Integer.BYTES, "place");
    emitter.store(key, 0, Integer.BYTES, emitter.unary(UnaryKind.TRUNC, cookie));
    Value entry =
        emitter.call(Helper.MAP_LOOKUP_ELEM, Type.POINTER, emitter.mapAddress(UsdtTable.MAP), key);
    Branches ways = emitter.branch(Condition.EQ, entry, emitter.nullPointer());
    emitter.at(ways.yes());
    emitter.returns(
        List.of(emitter.int32(0))); // no such place: user space fills the entry, then attaches
    emitter.at(ways.no());
    return entry;
  }

  private Value argument(Value place, int at) {
    Value kind = octet(place, at + UsdtTable.KIND);
    Value number = emitter.load(place, at + UsdtTable.VALUE, 8, false, true, Type.I64);
    Block raw = emitter.newBlock();
    Value found = emitter.parameterOf(raw, Type.I64);

    Branches constant = emitter.branch(Condition.ULE, kind, emitter.int32(UsdtTable.CONSTANT));
    emitter.at(constant.yes());
    emitter.jump(raw, List.of(number));

    emitter.at(constant.no());
    Value base = register(place, at + UsdtTable.BASE);
    Branches register = emitter.branch(Condition.EQ, kind, emitter.int32(UsdtTable.REGISTER));
    emitter.at(register.yes());
    emitter.jump(raw, List.of(base));

    emitter.at(register.no());
    Value address = emitter.binary(BinaryKind.ADD, address(place, at, kind, base), number);
    Value shift = octet(place, at + UsdtTable.SHIFT);
    emitter.jump(raw, List.of(memory(address, shift)));

    emitter.at(raw);
    return cut(place, at, found);
  }

  private Value octet(Value place, int at) {
    return emitter.load(place, at, 1, false, true, Type.I32);
  }

  /** The index is added where there is one. */
  private Value address(Value place, int at, Value kind, Value base) {
    Block sum = emitter.newBlock();
    Value address = emitter.parameterOf(sum, Type.I64);
    Branches indexed = emitter.branch(Condition.EQ, kind, emitter.int32(UsdtTable.INDEXED));
    emitter.at(indexed.no());
    emitter.jump(sum, List.of(base));
    emitter.at(indexed.yes());
    Value index = register(place, at + UsdtTable.INDEX);
    Value scaled = emitter.binary(BinaryKind.SHL, index, octet(place, at + UsdtTable.SCALE));
    emitter.jump(sum, List.of(emitter.binary(BinaryKind.ADD, base, scaled)));
    emitter.at(sum);
    return address;
  }

  /**
   * By a probe read, although the context holds it: the verifier lets no program load from the
   * context at an offset that only run time knows.
   */
  private Value register(Value place, int at) {
    Value offset = emitter.load(place, at, 2, false, true, Type.I32);
    Value slot = emitter.stackSlot(Long.BYTES, "register");
    emitter.call(
        Helper.PROBE_READ_KERNEL,
        Type.I64,
        slot,
        emitter.int64(Long.BYTES),
        emitter.index(context, emitter.unary(UnaryKind.ZEXT32, offset), 1));
    return emitter.load(slot, 0, Long.BYTES, false, false, Type.I64);
  }

  /** No byte more than the argument has: the next may be on a page that is not there. */
  private Value memory(Value address, Value shift) {
    Value slot = emitter.stackSlot(Long.BYTES, "user memory");
    emitter.store(slot, 0, Long.BYTES, emitter.int64(0));
    Value bits =
        emitter.binary(
            BinaryKind.SUB,
            emitter.int32(Long.SIZE),
            emitter.binary(BinaryKind.AND, shift, emitter.int32(Long.SIZE - Byte.SIZE)));
    Value size = emitter.binary(BinaryKind.USHR, bits, emitter.int32(3));
    emitter.call(
        Helper.PROBE_READ_USER, Type.I64, slot, emitter.unary(UnaryKind.ZEXT32, size), address);
    return emitter.load(slot, 0, Long.BYTES, false, false, Type.I64);
  }

  private Value cut(Value place, int at, Value found) {
    Value shift = octet(place, at + UsdtTable.SHIFT);
    Value up = emitter.binary(BinaryKind.SHL, found, shift);
    Value signed = octet(place, at + UsdtTable.SIGNED);
    Block whole = emitter.newBlock();
    Value result = emitter.parameterOf(whole, Type.I64);
    Branches ways = emitter.branch(Condition.EQ, signed, emitter.int32(0));
    emitter.at(ways.yes());
    emitter.jump(whole, List.of(emitter.binary(BinaryKind.USHR, up, shift)));
    emitter.at(ways.no());
    emitter.jump(whole, List.of(emitter.binary(BinaryKind.SHR, up, shift)));
    emitter.at(whole);
    return result;
  }
}
