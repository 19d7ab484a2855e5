package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls: of what the kernel or the table of intrinsics answers, and of methods, inlined. */
final class Calls {
  private static final String KERNEL = "dev.keelson.program.Kernel";
  private static final String PROGRAMS = "dev/keelson/program/ProgramArray";

  private final Translation translation;
  private final Emitter emitter;
  private final Arithmetic arithmetic;
  private final MethodBody body;
  private final String place;
  private final MapCalls mapCalls;
  private final ConstantCalls constantCalls;
  private final KernelCalls kernelCalls;
  private final PacketCalls packetCalls;
  private final MethodSearch methods;

  Calls(Translation translation, MethodBody body, String place) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.arithmetic = new Arithmetic(emitter);
    this.body = body;
    this.place = place;
    this.mapCalls = new MapCalls(translation);
    this.constantCalls = new ConstantCalls(translation);
    this.kernelCalls = new KernelCalls(translation);
    this.packetCalls = new PacketCalls(translation);
    this.methods = new MethodSearch(translation.compilation().library());
  }

  /** The ways on after the call, its result pushed. */
  List<Path> translate(int index, InvokeInstruction invoke, Frame frame) {
    MethodTypeDesc type = invoke.typeSymbol();
    List<Operand> arguments = new ArrayList<>(frame.pop(type.parameterCount()));
    String where = place + ":" + index;
    if (invoke.owner().asInternalName().equals(PROGRAMS) && invoke.name().equalsString("call")) {
      requireLast(index);
    }
    if (invoke.name().equalsString("hasNext") && frame.top().shape() instanceof Shape.Walking) {
      return new Walks(translation).hasNext(frame.pop(), frame);
    }
    KernelFunctionCalls functions = new KernelFunctionCalls(translation);
    Optional<String> function = functions.nameOf(invoke);
    if (function.isPresent()) {
      if (invoke.opcode() != Opcode.INVOKESTATIC) {
        arguments.addFirst(frame.pop());
      }
      return functions.call(function.get(), arguments, type.returnType(), frame);
    }
    List<Result> results;
    if (invoke.opcode() == Opcode.INVOKESTATIC) {
      results = callStatic(invoke, arguments, frame, where);
    } else {
      Operand receiver = frame.pop();
      results =
          invoke.name().equalsString("<init>")
              ? construct(invoke, receiver, arguments, frame, where)
              : callOn(invoke, receiver, arguments, frame, where);
    }
    boolean pushes = !type.returnType().descriptorString().equals("V");
    List<Path> paths = new ArrayList<>();
    for (Result result : results) {
      Frame after = results.size() == 1 ? frame : frame.copy();
      if (pushes) {
        after.push(result.value());
      }
      paths.add(new Path(result.block(), after));
    }
    return paths;
  }

  /** A program that another one takes the place of does nothing any more. */
  private void requireLast(int index) {
    boolean returned =
        index + 1 < body.steps().size()
            && body.steps().get(index + 1).instruction() instanceof ReturnInstruction;
    if (!returned || !translation.inProgram()) {
      throw new Refusal(
          "tail-call",
          "the call of another program is not the last thing that this one does",
          "The kernel puts the other program in this one's place and never comes back.",
          "Write it in the program's own method, as its result: return STEPS.call(index, packet,"
              + " Xdp.PASS);");
    }
  }

  private List<Result> callStatic(
      InvokeInstruction invoke, List<Operand> arguments, Frame frame, String where) {
    String owner = ClassLibrary.nameOf(invoke.owner().asSymbol());
    String name = invoke.name().stringValue();
    Optional<Intrinsics.Lowering> intrinsic =
        Intrinsics.find(invoke.owner().asInternalName(), name, invoke.type().stringValue());
    if (intrinsic.isPresent()) {
      return translation.only(
          intrinsic.get().lower(emitter, numbers(arguments, invoke.typeSymbol())));
    }
    if (owner.equals(PacketCalls.PACKET)) {
      throw PacketCalls.forTheJvm(name);
    }
    if (owner.equals(KERNEL) && (name.equals("loop") || name.equals("loopWhile"))) {
      new Callbacks(translation)
          .loop(arguments.get(0), arguments.get(1), name.equals("loopWhile"), frame, where);
      return translation.only(Operand.UNSET);
    }
    if (owner.equals(KERNEL)) {
      Optional<Operand> walk = new Walks(translation).of(name, arguments, frame);
      if (walk.isPresent()) {
        return translation.only(walk.get());
      }
    }
    if (owner.equals(KERNEL)) {
      return translation.only(kernelCalls.call(name, arguments));
    }
    Optional<MethodBody> substitute =
        translation
            .compilation()
            .library()
            .substitutes()
            .find(owner, name, invoke.type().stringValue());
    if (substitute.isPresent()) {
      return translation.inline(substitute.get(), arguments, frame, where);
    }
    if (owner.equals("java.util.Objects") && name.equals("requireNonNull")) {
      return translation.only(translation.requireNotNull(frame, arguments.getFirst()));
    }
    if (translation.compilation().structs().enums().isEnum(owner)) {
      Optional<Operand> constants = constantCalls.ofClass(owner, name, arguments);
      if (constants.isPresent()) {
        return translation.only(constants.get());
      }
    }
    Optional<DataType.Scalar> box = StructTypes.box(owner);
    if (box.isPresent()
        && name.equals("valueOf")
        && arguments.size() == 1
        && StructTypes.primitive(invoke.typeSymbol().parameterType(0)).isPresent()) {
      Value number = numbers(arguments, invoke.typeSymbol()).getFirst();
      return translation.only(Operand.of(new Shape.Box(box.get(), false), number));
    }
    return translation.call(methods.find(owner, invoke), arguments, frame, where);
  }

  private List<Value> numbers(List<Operand> arguments, MethodTypeDesc type) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean wide = type.parameterType(i).descriptorString().equals("J");
      values.add(arithmetic.number(arguments.get(i), wide ? Type.I64 : Type.I32));
    }
    return values;
  }

  private List<Result> construct(
      InvokeInstruction invoke,
      Operand receiver,
      List<Operand> arguments,
      Frame frame,
      String where) {
    String owner = ClassLibrary.nameOf(invoke.owner().asSymbol());
    if (owner.equals("java.lang.Object")
        || owner.equals("java.lang.Record")
        || receiver.broken()
        || receiver.shape() instanceof Shape.Thrown) {
      return translation.only(Operand.UNSET);
    }
    if (Timers.isTimer(owner)) {
      return translation.only(Operand.UNSET);
    }
    if (receiver.shape() instanceof Shape.Instance && AtomicNumbers.kind(owner).isPresent()) {
      new AtomicNumbers(translation).construct(receiver, owner, arguments);
      return translation.only(Operand.UNSET);
    }
    List<Operand> all = new ArrayList<>(List.of(receiver));
    all.addAll(arguments);
    List<Result> results = translation.inline(methods.find(owner, invoke), all, frame, where);
    if (!(receiver.shape() instanceof Shape.Struct struct)) {
      return results;
    }
    if (results.isEmpty()) {
      return results;
    }
    Path joined =
        new Joins(emitter)
            .join(
                results.stream()
                    .map(result -> {
                      Frame made = new Frame(0);
                      made.push(result.value());
                      return new Path(result.block(), made);
                    })
                    .toList());
    emitter.at(joined.block());
    boolean delegated = place.endsWith(struct.type().simpleName() + ".<init>");
    Operand made = joined.frame().pop();
    Operand finished = delegated ? made : finished(made);
    frame.replaceAll(other ->
        other.shape() instanceof Shape.Struct same
                && !same.site().isEmpty()
                && same.site().equals(struct.site())
            ? finished
            : other);
    return translation.only(Operand.UNSET);
  }

  private static Operand finished(Operand made) {
    Shape.Struct struct = (Shape.Struct) made.shape();
    return new Operand(
        new Shape.Struct(struct.type(), struct.components(), false, ""), made.values());
  }

  private List<Result> callOn(
      InvokeInstruction invoke,
      Operand receiver,
      List<Operand> arguments,
      Frame frame,
      String where) {
    Operand object = translation.requireNotNull(frame, receiver);
    String name = invoke.name().stringValue();
    return switch (object.shape()) {
      case Shape.Box(DataType.Scalar _, boolean _) when name.endsWith("Value") ->
          translation.only(Boxing.unbox(emitter, object, invoke.typeSymbol().returnType()));
      case Shape.MapReference(MapInfo map) -> mapCalls.call(map, name, arguments, frame, where);
      case Shape.FieldHandle handle ->
          translation.only(
              new AtomicCalls(translation, frame, handle, name)
                  .call(arguments, invoke.typeSymbol().returnType()));
      case Shape.SettingReference setting when name.equals("get") ->
          translation.only(new SettingReads(emitter).read(setting));
      case Shape.Output(ValueType record) when name.equals("write") -> {
        Operand written = translation.requireNotNull(frame, arguments.getFirst());
        Value bytes = translation.memory().slotOf(record.dataType(), written, "output");
        emitter.call(
            Helper.SEQ_WRITE,
            Type.I64,
            object.value(),
            bytes,
            emitter.int64(record.dataType().sizeBytes()));
        yield translation.only(Operand.UNSET);
      }
      case Shape.Packet packet ->
          translation.only(packetCalls.call(packet.context(), object.value(), name, arguments));
      case Shape.Lambda _ ->
          new Lambdas(translation)
              .call(object, arguments, invoke.typeSymbol().returnType(), frame, where);
      case Shape.Walk _ when name.equals("iterator") ->
          translation.only(new Walks(translation).begin(object, frame));
      case Shape.Walking _ when name.equals("next") ->
          translation.only(new Walks(translation).next(object, frame));
      case Shape.View _ -> new ViewCalls(translation).call(invoke, object, arguments, frame, where);
      case Shape.Box _, Shape.Text _ ->
          translation.only(constantCalls.on(object, name, arguments, invoke.typeSymbol()));
      case Shape.Enumerated constant -> {
        Optional<Operand> known = constantCalls.ofConstant(object, name, arguments);
        if (known.isPresent()) {
          yield translation.only(known.get());
        }
        if (translation.compilation().structs().enums().hasBodies(constant.className())) {
          throw ConstantCalls.bodies(constant.className(), name);
        }
        List<Operand> all = new ArrayList<>(List.of(object));
        all.addAll(arguments);
        String owner = ClassLibrary.nameOf(invoke.owner().asSymbol());
        yield translation.call(methods.find(owner, invoke), all, frame, where);
      }
      case Shape.Instance(StructType type, boolean _, boolean _, Set<String> _)
          when AtomicNumbers.kind(type.className()).isPresent() && AtomicUpdates.contains(name) ->
          new AtomicUpdates(translation).call(object, name, arguments, frame, where);
      case Shape.Instance(StructType type, boolean _, boolean _, Set<String> _)
          when AtomicNumbers.kind(type.className()).isPresent() ->
          translation.only(new AtomicNumbers(translation).call(object, type, name, arguments));
      case Shape.Instance(StructType type, boolean _, boolean _, Set<String> _)
          when Timers.isTimer(type.className()) ->
          translation.only(new Timers(translation).call(object, name, arguments, frame, where));
      case Shape.OneOf sum -> dispatch(invoke, object, sum, arguments, frame, where);
      case Shape.Struct _, Shape.Instance _, Shape.Self _ -> {
        List<Operand> all = new ArrayList<>(List.of(object));
        all.addAll(arguments);
        // The receiver's own class is known, whatever type it was called through.
        String owner =
            switch (object.shape()) {
              case Shape.Struct struct -> struct.type().className();
              case Shape.Instance instance -> instance.type().className();
              default -> ClassLibrary.nameOf(invoke.owner().asSymbol());
            };
        yield translation.call(methods.find(owner, invoke), all, frame, where);
      }
      case Shape.Broken _, Shape.Unusable _ ->
          translation.only(broken(invoke.typeSymbol().returnType()));
      default ->
          throw new Refusal(
              "library-call",
              "%s of %s is called"
                  .formatted(name, invoke.owner().asInternalName().replace('/', '.')),
              "Kernel programs have maps, rings, settings, records and kernel structs; no other"
                  + " objects.",
              "Call a static method of your own.");
    };
  }

  /** One way for each class that the receiver can be of, with that class's method. */
  private List<Result> dispatch(
      InvokeInstruction invoke,
      Operand object,
      Shape.OneOf sum,
      List<Operand> arguments,
      Frame frame,
      String where) {
    List<Result> results = new ArrayList<>();
    int last = sum.alternatives().size() - 1;
    for (int i = 0; i <= last; i++) {
      Branches ways =
          i == last
              ? new Branches(emitter.block(), null)
              : emitter.branch(Condition.EQ, object.value(0), emitter.int32(i + 1));
      if (ways.yes() != null) {
        emitter.at(ways.yes());
        results.addAll(callOn(invoke, object.alternative(i), arguments, frame, where + "." + i));
      }
      if (ways.no() == null) {
        break;
      }
      emitter.at(ways.no());
    }
    return results;
  }

  private Operand broken(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "J" -> Operand.number(emitter.unknown(Type.I64));
      case "Z", "B", "S", "C", "I" -> Operand.number(emitter.unknown(Type.I32));
      default -> Operand.BROKEN;
    };
  }
}
