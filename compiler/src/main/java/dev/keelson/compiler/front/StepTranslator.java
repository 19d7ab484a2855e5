package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Translates one instruction: what it does to the frame, and where control goes. */
final class StepTranslator {
  private final Emitter emitter;
  private final MethodBody body;
  private final Arrivals arrivals;
  private final Arithmetic arithmetic;
  private final Objects objects;
  private final Calls calls;

  /** Told where control goes from the block at which the emitter stands. */
  interface Arrivals {
    void arrive(int target, Frame frame);
  }

  StepTranslator(Translation translation, MethodBody body, String place, Arrivals arrivals) {
    this.emitter = translation.emitter();
    this.body = body;
    this.arrivals = arrivals;
    this.arithmetic = new Arithmetic(emitter);
    this.objects = new Objects(translation, body, place);
    this.calls = new Calls(translation, body, place);
  }

  /**
   * The ways on from here; none after a jump.
   *
   * @param index of the instruction in its method
   * @throws Refusal when a kernel program cannot do it
   */
  List<Path> translate(int index, Instruction instruction, Frame frame) {
    switch (instruction) {
      case InvokeInstruction invoke -> {
        return calls.translate(index, invoke, frame);
      }
      case BranchInstruction branch -> {
        return branch(index, branch, frame);
      }
      case TableSwitchInstruction table -> {
        choose(table.cases(), body.target(table.defaultTarget()), frame);
        return List.of();
      }
      case LookupSwitchInstruction lookup -> {
        choose(lookup.cases(), body.target(lookup.defaultTarget()), frame);
        return List.of();
      }
      case ThrowInstruction _ -> {
        emitter.fault(
            frame.pop().shape() instanceof Shape.Null ? FaultKind.NULL_POINTER : FaultKind.THROWN);
        return List.of();
      }
      case NopInstruction _ -> {}
      case LoadInstruction load -> {
        arithmetic.refuseFloating(load.typeKind());
        frame.push(usable(frame.local(load.slot())));
      }
      case StoreInstruction store -> {
        arithmetic.refuseFloating(store.typeKind());
        frame.setLocal(store.slot(), Merging.settled(emitter, frame.pop()));
      }
      case IncrementInstruction increment -> {
        Value old = arithmetic.number(frame.local(increment.slot()), Type.I32);
        Value sum =
            emitter.binary(
                dev.keelson.compiler.ir.Op.BinaryKind.ADD,
                old,
                emitter.int32(increment.constant()));
        frame.setLocal(increment.slot(), Operand.number(sum));
      }
      case ConstantInstruction constant -> frame.push(constant(constant));
      case StackInstruction stack -> stack(stack.opcode(), frame);
      case OperatorInstruction operator when operator.opcode() != Opcode.ARRAYLENGTH ->
          arithmetic.operator(operator.opcode(), frame);
      case ConvertInstruction convert -> arithmetic.convert(convert, frame);
      case FieldInstruction field -> objects.field(field, frame);
      default -> objects.translate(index, instruction, frame);
    }
    return List.of(new Path(emitter.block(), frame));
  }

  private static Operand usable(Operand operand) {
    if (operand.shape() instanceof Shape.Unusable(String reason, String remedy)) {
      throw new Refusal(
          "merge",
          "this uses " + reason,
          "A kernel program's variable is one kind of thing, known when it is compiled.",
          remedy);
    }
    return operand;
  }

  private Operand constant(ConstantInstruction constant) {
    return switch (constant.opcode()) {
      case ACONST_NULL -> Operand.NULL;
      default ->
          switch (constant.constantValue()) {
            case Integer number -> Operand.number(emitter.int32(number));
            case Long number -> Operand.number(emitter.int64(number));
            case String text -> Operand.of(new Shape.Text(text));
            case ClassDesc type when type.isClassOrInterface() ->
                Operand.of(new Shape.ClassLiteral(ClassLibrary.nameOf(type)));
            case Float _, Double _ -> throw Arithmetic.floating();
            default ->
                throw new Refusal(
                    "constant",
                    "the constant %s is used as a value".formatted(constant.constantValue()),
                    "Kernel programs know numbers, and text only as the format of Kernel.print.",
                    "Use a number.");
          };
    };
  }

  private List<Path> branch(int index, BranchInstruction branch, Frame frame) {
    int target = body.target(branch.target());
    if (target <= index && frame.lock() != null) {
      throw Locks.loop();
    }
    if (branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W) {
      arrivals.arrive(target, frame);
      return List.of();
    }
    Branches ways =
        switch (branch.opcode()) {
          case IFNULL, IFNONNULL -> {
            Operand operand = frame.pop();
            boolean onNull = branch.opcode() == Opcode.IFNULL;
            nullBranch(operand, onNull ? target : index + 1, onNull ? index + 1 : target, frame);
            yield null;
          }
          case IF_ACMPEQ, IF_ACMPNE -> {
            Operand right = frame.pop();
            Operand left = frame.pop();
            Condition condition = branch.opcode() == Opcode.IF_ACMPEQ ? Condition.EQ : Condition.NE;
            yield emitter.branch(
                condition, objects.identity(left, right), objects.identity(right, left));
          }
          case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPLE, IF_ICMPGT, IF_ICMPGE -> {
            Value right = arithmetic.number(frame.pop(), Type.I32);
            Value left = arithmetic.number(frame.pop(), Type.I32);
            yield emitter.branch(condition(branch.opcode()), left, right);
          }
          default -> compareToZero(condition(branch.opcode()), frame.pop());
        };
    if (ways != null) {
      go(ways.yes(), target, frame);
      go(ways.no(), index + 1, frame);
    }
    return List.of();
  }

  private void go(Block way, int target, Frame frame) {
    if (way != null) {
      emitter.at(way);
      arrivals.arrive(target, frame.copy());
    }
  }

  private Branches compareToZero(Condition condition, Operand operand) {
    if (operand.shape() instanceof Shape.Ordering(Type _, boolean unsigned)) {
      return emitter.branch(
          unsigned ? unsigned(condition) : condition,
          operand.values().get(0),
          operand.values().get(1));
    }
    return emitter.branch(condition, arithmetic.number(operand, Type.I32), emitter.int32(0));
  }

  private void nullBranch(Operand operand, int onNull, int onOther, Frame frame) {
    if (operand.shape() instanceof Shape.Null) {
      arrivals.arrive(onNull, frame);
    } else if (operand.maybeNull()) {
      Value witness = operand.values().getFirst();
      Branches ways = emitter.branch(Condition.EQ, witness, emitter.zero(witness.type()));
      List<Resource> open = frame.open();
      frame.open(Resource.known(open, witness, Resource.Presence.NONE));
      go(ways.yes(), onNull, frame);
      frame.open(Resource.known(open, witness, Resource.Presence.SURE));
      frame.refineNotNull(operand);
      go(ways.no(), onOther, frame);
    } else if (operand.broken()) {
      Branches ways = emitter.branch(Condition.EQ, emitter.unknown(Type.I32), emitter.int32(0));
      go(ways.yes(), onNull, frame);
      go(ways.no(), onOther, frame);
    } else {
      arrivals.arrive(onOther, frame);
    }
  }

  /** One value of a selector, and the step it leads to. */
  private record Case(int value, int target) {}

  private void choose(List<SwitchCase> cases, int otherwise, Frame frame) {
    List<Case> all =
        cases.stream().map(one -> new Case(one.caseValue(), body.target(one.target()))).toList();
    Operand selector = frame.pop();
    List<Case> wanted = all;
    if (selector.shape() instanceof Shape.Switched(Map<Integer, Integer> numbers, int _)) {
      // The table is looked up here: cases are told apart by ordinals.
      wanted =
          numbers.entrySet().stream()
              .flatMap(entry ->
                  all.stream()
                      .filter(one -> one.value() == entry.getValue())
                      .map(one -> new Case(entry.getKey(), one.target())))
              .toList();
      selector = Operand.number(selector.value());
    }
    List<Case> ascending =
        wanted.stream()
            .filter(one -> one.target() != otherwise)
            .sorted(Comparator.comparingInt(Case::value))
            .toList();
    choose(arithmetic.number(selector, Type.I32), ascending, otherwise, frame);
  }

  /** A binary search for the selector; a few cases are tried one after the other. */
  private void choose(Value selector, List<Case> cases, int otherwise, Frame frame) {
    if (cases.size() > 4) {
      int middle = cases.size() / 2;
      Branches halves =
          emitter.branch(Condition.LT, selector, emitter.int32(cases.get(middle).value()));
      if (halves.yes() != null) {
        emitter.at(halves.yes());
        choose(selector, cases.subList(0, middle), otherwise, frame);
      }
      if (halves.no() != null) {
        emitter.at(halves.no());
        choose(selector, cases.subList(middle, cases.size()), otherwise, frame);
      }
      return;
    }
    for (Case one : cases) {
      Branches ways = emitter.branch(Condition.EQ, selector, emitter.int32(one.value()));
      go(ways.yes(), one.target(), frame);
      if (ways.no() == null) {
        return;
      }
      emitter.at(ways.no());
    }
    arrivals.arrive(otherwise, frame.copy());
  }

  private static Condition condition(Opcode opcode) {
    return switch (opcode) {
      case IFEQ, IF_ICMPEQ -> Condition.EQ;
      case IFNE, IF_ICMPNE -> Condition.NE;
      case IFLT, IF_ICMPLT -> Condition.LT;
      case IFLE, IF_ICMPLE -> Condition.LE;
      case IFGT, IF_ICMPGT -> Condition.GT;
      case IFGE, IF_ICMPGE -> Condition.GE;
      default -> throw unknownInstruction(opcode);
    };
  }

  private static Condition unsigned(Condition condition) {
    return switch (condition) {
      case LT -> Condition.ULT;
      case LE -> Condition.ULE;
      case GT -> Condition.UGT;
      case GE -> Condition.UGE;
      case EQ, NE, ULT, ULE, UGT, UGE -> condition;
    };
  }

  private static void stack(Opcode opcode, Frame frame) {
    switch (opcode) {
      case POP -> frame.pop();
      case POP2 -> words(frame, 2);
      case DUP -> duplicate(frame, 1, 0);
      case DUP_X1 -> duplicate(frame, 1, 1);
      case DUP_X2 -> duplicate(frame, 1, 2);
      case DUP2 -> duplicate(frame, 2, 0);
      case DUP2_X1 -> duplicate(frame, 2, 1);
      case DUP2_X2 -> duplicate(frame, 2, 2);
      case SWAP -> {
        Operand top = frame.pop();
        Operand below = frame.pop();
        frame.push(top);
        frame.push(below);
      }
      default -> throw unknownInstruction(opcode);
    }
  }

  private static void duplicate(Frame frame, int words, int under) {
    List<Operand> top = words(frame, words);
    List<Operand> below = words(frame, under);
    top.forEach(frame::push);
    below.forEach(frame::push);
    top.forEach(frame::push);
  }

  /** Takes as many operands as fill that many places of the JVM's stack. */
  private static List<Operand> words(Frame frame, int count) {
    java.util.ArrayList<Operand> taken = new java.util.ArrayList<>();
    int left = count;
    while (left > 0) {
      Operand operand = frame.pop();
      left -= operand.wide() ? 2 : 1;
      taken.addFirst(operand);
    }
    if (left < 0) {
      throw Malformed.because("half a long is moved");
    }
    return taken;
  }

  static Refusal unknownInstruction(Opcode opcode) {
    return new Refusal(
        "unsupported",
        "the bytecode %s is not part of the language"
            .formatted(opcode.name().toLowerCase(java.util.Locale.ROOT)),
        "What the compiler does not know it refuses.",
        "Say it with numbers, records, maps and static methods.");
  }
}
