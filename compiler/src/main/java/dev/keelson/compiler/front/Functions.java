package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Methods of one program that become functions of their own instead of being translated in place:
 * one for each method and the shapes of its arguments, whose values arrive in registers where they
 * are not constants. Mutable; confined to one thread.
 */
final class Functions {
  /** Registers r1 to r5. */
  private static final int MOST_ARGUMENTS = 5;

  /** The stack's 512 bytes also hold keys, values and what registers have no room for. */
  private static final int STACK_ALONE_BYTES = 384;

  /** Where others are called the stack is for all of them. */
  private static final int STACK_WITH_CALLEES_BYTES = 256;

  private static final int STACK_OF_CALLEE_BYTES = 48;

  /** A shorter method is translated in place; what comes out of it decides again. */
  private static final int FEWEST_STEPS = 24;

  private final Compilation compilation;
  private final CallSites sites;
  private final Map<Key, Made> known = new HashMap<>();
  private final Map<Key, String> names = new HashMap<>();
  private final Map<String, String> callbacks = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final List<Function> functions = new ArrayList<>();

  /** A method for arguments of these shapes, some of whose values are known. */
  private record Key(MethodBody body, List<Shape> shapes, List<OptionalLong> constants) {}

  /**
   * A translated method.
   *
   * @param takesContext whether what the kernel passes the program comes first
   */
  private record Made(Function function, boolean takesContext) {}

  Functions(Compilation compilation, MethodBody program) {
    this.compilation = compilation;
    this.sites = CallSites.of(compilation.library(), program);
  }

  /** What was made so far, callees before callers. */
  List<Function> all() {
    return functions;
  }

  /** What the program is known to change, wherever it does. */
  Set<String> written() {
    return written;
  }

  /** Forgets what was made before that was known to be changed. */
  void startOver(String changed) {
    written.add(changed);
    known.clear();
    functions.clear();
  }

  /** Where the objects of the program itself lie. */
  Room roomOfProgram(Emitter emitter, String program) {
    boolean alone = !sites.any((body, calls) -> calls > 1 && worthwhile(body));
    return new Room(emitter, program, alone ? STACK_ALONE_BYTES : STACK_WITH_CALLEES_BYTES);
  }

  /** Where the objects of a function lie. */
  Room roomOfFunction(Emitter emitter, String name) {
    return new Room(emitter, name, STACK_OF_CALLEE_BYTES);
  }

  /** The name of the function that stands for a lambda at a place. */
  String nameOfCallback(String place, MethodBody body) {
    return callbacks.computeIfAbsent(
        place, _ -> compilation.functionName(body.name().replace('$', '_')));
  }

  /** Adds a function; one of that name, from an earlier attempt, goes. */
  void add(Function function) {
    functions.removeIf(old -> old.name().equals(function.name()));
    functions.add(function);
  }

  private static boolean worthwhile(MethodBody body) {
    return body.steps().size() >= FEWEST_STEPS
        && !body.isSynchronized()
        && !body.catches()
        && result(body).isPresent();
  }

  /** The result of a call as a function, or empty when the method is better translated in place. */
  Optional<List<Result>> call(Translation caller, MethodBody body, List<Operand> arguments) {
    Optional<Type> result = result(body);
    List<Operand> settled =
        arguments.stream().map(argument -> Merging.settled(caller.emitter(), argument)).toList();
    List<Value> values = settled.stream().flatMap(one -> one.values().stream()).toList();
    // A long comes back through memory when the method can fault: its address is an argument.
    int room = MOST_ARGUMENTS - (result.equals(Optional.of(Type.I64)) ? 1 : 0);
    List<OptionalLong> constants = values.stream().map(caller.emitter()::constant).toList();
    List<Value> passed =
        new ArrayList<>(
            values.stream().filter(one -> caller.emitter().constant(one).isEmpty()).toList());
    boolean worthwhile =
        worthwhile(body)
            && sites.of(body) > 1
            && passed.size() <= room
            && caller.isOfProgramFile(body)
            && settled.stream().allMatch(one -> passes(one.shape()));
    if (!worthwhile) {
      if (sites.of(body) > 1) {
        note(body, passed.size(), room);
      }
      return Optional.empty();
    }
    Key key =
        new Key(body, settled.stream().map(one -> parameter(one.shape())).toList(), constants);
    Made made = known.get(key);
    if (made == null) {
      made = make(caller, key, result.get());
      known.put(key, made);
    }
    if (made.takesContext() && passed.size() == room) {
      return Optional.empty();
    }
    if (made.takesContext()) {
      passed.addFirst(caller.context());
    }
    Value returned =
        caller.emitter().emit(new Op.CallFunction(made.function().name(), passed), result.get());
    return Optional.of(
        caller.only(result.get() == Type.VOID ? Operand.UNSET : Operand.number(returned)));
  }

  /** Says why a method that is called from several places is translated in each of them. */
  private void note(MethodBody body, int values, int room) {
    String why;
    if (body.steps().size() < FEWEST_STEPS) {
      why = "%d bytecodes".formatted(body.steps().size());
    } else if (result(body).isEmpty()) {
      why = "what it returns is no number";
    } else if (values > room) {
      why = "its arguments are %d values, registers take %d".formatted(values, room);
    } else {
      why = "it is from another source file, or what it is given is known entirely";
    }
    compilation.noteCall(body.shownName() + " is part of its callers: " + why);
  }

  /** The type in which the method's result comes back; empty when it is no number. */
  private static Optional<Type> result(MethodBody body) {
    return switch (body.type().returnType().descriptorString()) {
      case "V" -> body.name().equals("<init>") ? Optional.empty() : Optional.of(Type.VOID);
      case "Z", "B", "S", "C", "I" -> Optional.of(Type.I32);
      case "J" -> Optional.of(Type.I64);
      default -> Optional.empty();
    };
  }

  /** What is not finished, or not told of yet, stays in the method where it is. */
  private static boolean passes(Shape shape) {
    return switch (shape) {
      case Shape.Broken _, Shape.Unusable _, Shape.Thrown _, Shape.Fetched _, Shape.Output _ ->
          false;
      case Shape.Struct struct ->
          struct.site().isEmpty() && struct.components().stream().allMatch(Functions::passes);
      default -> true;
    };
  }

  /** The same shape, whoever made the object. */
  private static Shape parameter(Shape shape) {
    return switch (shape) {
      case Shape.Instance one ->
          new Shape.Instance(one.type(), one.nullable(), one.context(), Set.of());
      case Shape.Elements one ->
          new Shape.Elements(one.element(), one.length(), one.nullable(), one.context(), Set.of());
      default -> shape;
    };
  }

  private Made make(Translation caller, Key key, Type result) {
    Map<String, List<Shape>> loopShapes = Translation.noLoopShapes();
    String name = names.computeIfAbsent(key, _ -> compilation.functionName(key.body().name()));
    boolean takesContext = false;
    while (true) {
      try {
        Function function = attempt(caller, key, result, name, takesContext, loopShapes);
        functions.add(function);
        return new Made(function, takesContext);
      } catch (Translation.Restart restart) {
        switch (restart.reason()) {
          case SHAPES -> {
            // Kept in loopShapes.
          }
          case CONTEXT -> takesContext = true;
          case WRITES -> throw restart;
        }
      }
    }
  }

  private static Function attempt(
      Translation caller,
      Key key,
      Type result,
      String name,
      boolean takesContext,
      Map<String, List<Shape>> loopShapes) {
    List<Type> types = key.shapes().stream().flatMap(shape -> shape.types().stream()).toList();
    List<Type> passed = new ArrayList<>();
    if (takesContext) {
      passed.add(Type.POINTER);
    }
    for (int i = 0; i < types.size(); i++) {
      if (key.constants().get(i).isEmpty()) {
        passed.add(types.get(i));
      }
    }
    Function function = new Function(name, passed, result);
    Emitter emitter = new Emitter(function);
    emitter.line(key.body().firstLine());
    Optional<Value> context =
        takesContext
            ? Optional.of(emitter.emit(new Op.Parameter(0), Type.POINTER))
            : Optional.empty();
    int register = takesContext ? 1 : 0;
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      OptionalLong constant = key.constants().get(i);
      values.add(
          emitter.emit(
              constant.isPresent()
                  ? new Op.Const(constant.getAsLong())
                  : new Op.Parameter(register++),
              types.get(i)));
    }
    int next = 0;
    List<Operand> arguments = new ArrayList<>();
    for (Shape shape : key.shapes()) {
      int count = shape.types().size();
      arguments.add(new Operand(shape, values.subList(next, next + count)));
      next += count;
    }
    Room room = caller.functions().roomOfFunction(emitter, name);
    Translation translation = caller.within(emitter, room, context, loopShapes);
    Arithmetic arithmetic = new Arithmetic(emitter);
    for (Result end : translation.inline(key.body(), arguments, new Frame(0), name)) {
      emitter.at(end.block());
      emitter.returns(
          result == Type.VOID ? List.of() : List.of(arithmetic.number(end.value(), result)));
    }
    caller.compilation().use(room);
    removeUnreachable(function);
    return function;
  }

  /** Code behind a fault, and what a refused instruction left, is reached by nothing. */
  static void removeUnreachable(Function function) {
    Set<Block> reached = new HashSet<>();
    Deque<Block> left = new ArrayDeque<>(List.of(function.entry()));
    while (!left.isEmpty()) {
      Block block = left.pop();
      if (reached.add(block) && block.terminator() != null) {
        for (Terminator.Edge edge : block.terminator().edges()) {
          left.add(edge.target());
        }
      }
    }
    function.blocks().removeIf(block -> !reached.contains(block));
  }
}
