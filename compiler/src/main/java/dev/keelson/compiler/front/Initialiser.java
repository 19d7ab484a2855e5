package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows a class initialiser, and the static methods it calls, on numbers, strings and arrays of
 * numbers: what static fields begin with is known when the class is compiled. Anything that has an
 * effect beyond them is refused. Mutable; confined to one thread.
 */
final class Initialiser {
  private static final String LOOKUP = "java/lang/invoke/MethodHandles";

  /** Of what an array of programs is made. */
  private static final String PROGRAM = "java/util/function/ToIntFunction";

  private static final int MOST_STEPS = 1_000_000;
  private static final int DEEPEST_CALL = 32;
  private static final Object NULL = ConstantDescs.NULL;
  private static final Map<Opcode, Condition> TO_ZERO =
      Map.of(
          Opcode.IFEQ, Condition.EQ,
          Opcode.IFNE, Condition.NE,
          Opcode.IFLT, Condition.LT,
          Opcode.IFLE, Condition.LE,
          Opcode.IFGT, Condition.GT,
          Opcode.IFGE, Condition.GE);
  private static final Map<Opcode, Condition> OF_TWO =
      Map.of(
          Opcode.IF_ICMPEQ, Condition.EQ,
          Opcode.IF_ICMPNE, Condition.NE,
          Opcode.IF_ICMPLT, Condition.LT,
          Opcode.IF_ICMPLE, Condition.LE,
          Opcode.IF_ICMPGT, Condition.GT,
          Opcode.IF_ICMPGE, Condition.GE);

  /** Where static fields are, and what declares maps and settings. */
  interface Surroundings {
    /** The value of a static field; {@code null} for Java's null. */
    Object get(FieldInstruction field);

    void put(FieldInstruction field, Object value);

    /** What the declaring call gives; empty when it is no such call. */
    Optional<Object> declaration(InvokeInstruction call, List<Object> arguments);

    /** The method that a static call leads to. */
    MethodBody method(InvokeInstruction call);

    /** Told of a refusal; whether to go on behind it. */
    boolean refused(MethodBody.Step step, Refusal refusal);
  }

  /** A box, which takes one place of the stack whatever is in it. */
  record Boxed(Object value) {}

  /** A constant of an enum. */
  record EnumConstant(String className, int ordinal) {}

  /** A reference to a static method. */
  record MethodReference(String owner, String name, String descriptor) {}

  /** What {@code lookup.findVarHandle} and {@code findStaticVarHandle} give. */
  record FieldHandle(String className, String field, boolean isStatic) {}

  /** An {@code AtomicInteger} or {@code AtomicLong}, with what it begins with. Mutable. */
  static final class AtomicNumber {
    private final DataType.Scalar kind;
    private Object initial;

    AtomicNumber(DataType.Scalar kind) {
      this.kind = kind;
      this.initial = number(type(this), 0);
    }

    DataType.Scalar kind() {
      return kind;
    }

    Object initial() {
      return initial;
    }
  }

  private final Surroundings surroundings;
  private int steps;
  private int depth;

  Initialiser(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Follows it to its end, or to the first thing that cannot be followed. */
  void run(MethodBody initialiser) {
    call(initialiser, List.of());
  }

  /** One method under way. */
  private static final class Activation {
    final MethodBody body;
    final Object[] locals;
    final List<Object> stack = new ArrayList<>();
    int next;

    Activation(MethodBody body) {
      this.body = body;
      this.locals = new Object[body.maxLocals()];
    }

    Object pop() {
      if (stack.isEmpty()) {
        throw Declarations.notADeclaration();
      }
      return stack.removeLast();
    }

    int popInt() {
      if (pop() instanceof Integer number) {
        return number;
      }
      throw Declarations.notADeclaration();
    }

    void push(Object value) {
      stack.add(value);
    }
  }

  private Object call(MethodBody body, List<Object> arguments) {
    if (depth >= DEEPEST_CALL || body.steps().isEmpty()) {
      throw Declarations.notADeclaration();
    }
    depth++;
    try {
      return activation(body, arguments);
    } finally {
      depth--;
    }
  }

  private Object activation(MethodBody body, List<Object> arguments) {
    Activation at = new Activation(body);
    int slot = 0;
    for (Object argument : arguments) {
      at.locals[slot] = argument;
      slot += argument instanceof Long ? 2 : 1;
    }
    while (true) {
      MethodBody.Step step = body.steps().get(at.next++);
      try {
        if (step.instruction() instanceof ReturnInstruction) {
          return at.stack.isEmpty() ? NULL : at.stack.getLast();
        }
        if (++steps > MOST_STEPS) {
          throw Declarations.notADeclaration();
        }
        carefully(at, step.instruction());
      } catch (Refusal refusal) {
        if (depth > 1) {
          throw refusal;
        }
        if (!surroundings.refused(step, refusal)) {
          return NULL;
        }
        at.stack.clear();
        at.push(Operand.BROKEN);
      }
    }
  }

  /** What would throw when the class is initialised has no value. */
  private void carefully(Activation at, Instruction instruction) {
    try {
      follow(at, instruction);
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException thrown) {
      throw Declarations.notADeclaration();
    }
  }

  private void follow(Activation at, Instruction instruction) {
    switch (instruction) {
      case NopInstruction _ -> {}
      case ConstantInstruction constant -> {
        Object value = constant.constantValue();
        if (value instanceof Float || value instanceof Double) {
          throw Arithmetic.floating();
        }
        at.push(value);
      }
      case LoadInstruction load -> at.push(at.locals[load.slot()]);
      case StoreInstruction store -> at.locals[store.slot()] = at.pop();
      case IncrementInstruction increment ->
          at.locals[increment.slot()] =
              (Integer) at.locals[increment.slot()] + increment.constant();
      case StackInstruction stack -> stack(at, stack.opcode());
      case OperatorInstruction operator -> operator(at, operator.opcode());
      case ConvertInstruction convert -> convert(at, convert.opcode());
      case NewPrimitiveArrayInstruction made -> at.push(newArray(made, at.popInt()));
      case ArrayLoadInstruction _ -> {
        int index = at.popInt();
        at.push(ConstantArrays.get(at.pop(), index));
      }
      case NewReferenceArrayInstruction made
          when made.componentType().asInternalName().equals(PROGRAM) ->
          at.push(new Object[at.popInt()]);
      case InvokeDynamicInstruction dynamic -> at.push(reference(dynamic));
      case ArrayStoreInstruction _ -> {
        Object value = at.pop();
        int index = at.popInt();
        Object array = at.pop();
        if (array instanceof Object[] references) {
          references[index] = value;
        } else {
          ConstantArrays.set(array, index, value);
        }
      }
      case FieldInstruction field when field.opcode() == Opcode.GETSTATIC -> {
        boolean type =
            field.name().equalsString("TYPE")
                && field.typeSymbol().equals(ConstantDescs.CD_Class)
                && field.owner().asInternalName().startsWith("java/lang/");
        Object value = type ? field.owner().asSymbol() : surroundings.get(field);
        at.push(value == null ? NULL : value);
      }
      case FieldInstruction field when field.opcode() == Opcode.PUTSTATIC -> {
        Object value = at.pop();
        surroundings.put(field, NULL.equals(value) ? null : value);
      }
      case NewObjectInstruction made ->
          at.push(
              new AtomicNumber(
                  AtomicNumbers.kind(ClassLibrary.nameOf(made.className().asSymbol()))
                      .orElseThrow(Declarations::notADeclaration)));
      case InvokeInstruction invoke when invoke.name().equalsString("<init>") -> {
        Object initial = invoke.typeSymbol().parameterCount() == 0 ? null : at.pop();
        if (!(at.pop() instanceof AtomicNumber made)) {
          throw Declarations.notADeclaration();
        }
        if (initial != null) {
          made.initial = number(type(made), asLong(initial));
        }
      }
      case InvokeInstruction invoke -> invoke(at, invoke);
      case BranchInstruction branch -> branch(at, branch);
      default -> throw Declarations.notADeclaration();
    }
  }

  private static Type type(AtomicNumber made) {
    return made.kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
  }

  private static MethodReference reference(InvokeDynamicInstruction dynamic) {
    if (dynamic.typeSymbol().parameterCount() == 0
        && dynamic.bootstrapArgs().size() >= 3
        && dynamic.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc method
        && method.kind() == DirectMethodHandleDesc.Kind.STATIC) {
      return new MethodReference(
          ClassLibrary.nameOf(method.owner()), method.methodName(), method.lookupDescriptor());
    }
    throw Declarations.notADeclaration();
  }

  private static Object newArray(NewPrimitiveArrayInstruction made, int length) {
    return switch (made.typeKind()) {
      case BOOLEAN -> new boolean[length];
      case BYTE -> new byte[length];
      case SHORT -> new short[length];
      case CHAR -> new char[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT, DOUBLE -> throw Arithmetic.floating();
      case REFERENCE, VOID -> throw Declarations.notADeclaration();
    };
  }

  private static void stack(Activation at, Opcode opcode) {
    Object top = at.pop();
    switch (opcode) {
      case POP -> {}
      case POP2 -> {
        if (!(top instanceof Long)) {
          at.pop();
        }
      }
      case DUP -> {
        at.push(top);
        at.push(top);
      }
      case DUP2 -> {
        Object below = top instanceof Long ? null : at.pop();
        for (int i = 0; i < 2; i++) {
          if (below != null) {
            at.push(below);
          }
          at.push(top);
        }
      }
      case DUP_X1 -> {
        Object below = at.pop();
        at.push(top);
        at.push(below);
        at.push(top);
      }
      default -> throw Declarations.notADeclaration();
    }
  }

  private static void operator(Activation at, Opcode opcode) {
    Object right = at.pop();
    String name = opcode.name();
    if (opcode == Opcode.ARRAYLENGTH) {
      at.push(ConstantArrays.length(right));
    } else if (opcode == Opcode.LCMP) {
      at.push(Long.compare((Long) at.pop(), (Long) right));
    } else if (name.startsWith("F") || name.startsWith("D")) {
      throw Arithmetic.floating();
    } else if (name.endsWith("NEG")) {
      at.push(number(type(name), Folding.unary(UnaryKind.NEG, type(name), asLong(right))));
    } else {
      BinaryKind kind = BinaryKind.valueOf(name.substring(1));
      long result = Folding.binary(kind, type(name), asLong(at.pop()), asLong(right));
      at.push(number(type(name), result));
    }
  }

  /** Operators are named after the type they work on: IADD, LSHL. */
  private static Type type(String operator) {
    return operator.startsWith("L") ? Type.I64 : Type.I32;
  }

  private static Object number(Type type, long value) {
    return type == Type.I64 ? (Object) value : (Object) (int) value;
  }

  private static long asLong(Object number) {
    return switch (number) {
      case Integer narrow -> narrow;
      case Long wide -> wide;
      default -> throw Declarations.notADeclaration();
    };
  }

  private static void convert(Activation at, Opcode opcode) {
    long value = asLong(at.pop());
    at.push(
        switch (opcode) {
          case I2L -> (Object) value;
          case L2I -> (Object) (int) value;
          case I2B -> (Object) (int) (byte) value;
          case I2S -> (Object) (int) (short) value;
          case I2C -> (Object) (int) (char) value;
          default -> throw Arithmetic.floating();
        });
  }

  private static void branch(Activation at, BranchInstruction branch) {
    boolean taken;
    Opcode opcode = branch.opcode();
    if (opcode == Opcode.GOTO || opcode == Opcode.GOTO_W) {
      taken = true;
    } else if (opcode == Opcode.IFNULL || opcode == Opcode.IFNONNULL) {
      taken = NULL.equals(at.pop()) == (opcode == Opcode.IFNULL);
    } else if (TO_ZERO.containsKey(opcode)) {
      taken = Folding.holds(TO_ZERO.get(opcode), Type.I32, at.popInt(), 0);
    } else if (OF_TWO.containsKey(opcode)) {
      int right = at.popInt();
      taken = Folding.holds(OF_TWO.get(opcode), Type.I32, at.popInt(), right);
    } else {
      throw Declarations.notADeclaration();
    }
    if (taken) {
      at.next = at.body.target(branch.target());
    }
  }

  private void invoke(Activation at, InvokeInstruction invoke) {
    int count = invoke.typeSymbol().parameterCount();
    if (invoke.owner().asInternalName().equals(LOOKUP + "$Lookup")
        && (invoke.name().equalsString("findVarHandle")
            || invoke.name().equalsString("findStaticVarHandle"))) {
      Object type = at.pop();
      if (type instanceof ClassDesc
          && at.pop() instanceof String field
          && at.pop() instanceof ClassDesc owner
          && LOOKUP.equals(at.pop())) {
        boolean isStatic = invoke.name().equalsString("findStaticVarHandle");
        at.push(new FieldHandle(ClassLibrary.nameOf(owner), field, isStatic));
        return;
      }
      throw Declarations.notADeclaration();
    }
    if (invoke.owner().asInternalName().equals(LOOKUP) && invoke.name().equalsString("lookup")) {
      at.push(LOOKUP);
      return;
    }
    if (invoke.opcode() != Opcode.INVOKESTATIC || at.stack.size() < count) {
      throw Declarations.notADeclaration();
    }
    List<Object> last = at.stack.subList(at.stack.size() - count, at.stack.size());
    List<Object> arguments = List.copyOf(last);
    last.clear();
    Optional<Object> declared = surroundings.declaration(invoke, arguments);
    Optional<Object> result = declared.isPresent() ? declared : intrinsic(invoke, arguments);
    Object value = result.orElseGet(() -> call(surroundings.method(invoke), arguments));
    if (!invoke.typeSymbol().returnType().descriptorString().equals("V")) {
      at.push(value);
    }
  }

  /** The emitter folds constants, so an intrinsic of constants is one. */
  private static Optional<Object> intrinsic(InvokeInstruction invoke, List<Object> arguments) {
    return Intrinsics.find(
            invoke.owner().asInternalName(),
            invoke.name().stringValue(),
            invoke.type().stringValue())
        .map(lowering -> {
          Emitter emitter = new Emitter(new Function("folded", List.of(), Type.VOID));
          List<Value> values = new ArrayList<>();
          for (Object argument : arguments) {
            values.add(
                argument instanceof Long wide
                    ? emitter.int64(wide)
                    : emitter.int32((int) asLong(argument)));
          }
          Value folded = Merging.settled(emitter, lowering.lower(emitter, values)).value();
          long known = emitter.constant(folded).orElseThrow(Declarations::notADeclaration);
          return number(folded.type(), known);
        });
  }
}
