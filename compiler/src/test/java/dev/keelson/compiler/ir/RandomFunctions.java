package dev.keelson.compiler.ir;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes functions that end: straight code, forks that join, counted loops, stack memory, calls,
 * faults. A program reads inputs from its context's first half and leaves results in the second.
 */
public final class RandomFunctions {
  /** Bytes of context: the first half is input. */
  public static final int CONTEXT_BYTES = 256;

  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    3,
    7,
    8,
    31,
    32,
    63,
    64,
    255,
    256,
    0x7fff,
    -0x8000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE + 1L
  };

  private final RandomGenerator random;
  private final List<Function> callees;
  private final Function function;
  private final List<Value> scope = new ArrayList<>();
  private Block block;
  private Value context;
  private int budget;

  private RandomFunctions(RandomGenerator random, List<Function> callees, Function function) {
    this.random = random;
    this.callees = callees;
    this.function = function;
    this.block = function.newBlock();
    this.budget = 4 + random.nextInt(random.nextInt(10) == 0 ? 200 : 50);
  }

  /** A program of one context argument that returns I32. */
  public static Function program(RandomGenerator random, List<Function> callees) {
    Function program = new Function("main", List.of(Type.POINTER), Type.I32);
    RandomFunctions maker = new RandomFunctions(random, callees, program);
    maker.context = maker.add(Type.POINTER, new Op.Parameter(0));
    int inputs = 1 + random.nextInt(16);
    for (int i = 0; i < inputs; i++) {
      maker.input(8 * i);
    }
    maker.region(3);
    maker.leaveResults();
    return program;
  }

  /** A function of numbers. */
  public static Function callee(RandomGenerator random, String name, boolean mayFault) {
    List<Type> types = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(5); i < n; i++) {
      types.add(random.nextBoolean() ? Type.I32 : Type.I64);
    }
    Type result = random.nextBoolean() ? Type.I32 : Type.I64;
    Function callee = new Function(name, types, result);
    RandomFunctions maker = new RandomFunctions(random, List.of(), callee);
    for (int i = 0; i < types.size(); i++) {
      maker.scope.add(maker.add(types.get(i), new Op.Parameter(i)));
    }
    maker.region(mayFault ? 2 : -2);
    maker.block.terminate(new Terminator.Return(List.of(maker.any(result)), maker.line()));
    return callee;
  }

  private void input(int offset) {
    int size = 1 << random.nextInt(4);
    Type type = size == 8 ? Type.I64 : Type.I32;
    scope.add(
        add(type, new Op.Load(context, offset, size, random.nextBoolean(), random.nextBoolean())));
  }

  private void leaveResults() {
    int offset = CONTEXT_BYTES / 2;
    for (int i = 0; i < 6; i++) {
      Value value = scope.get(random.nextInt(scope.size()));
      int size = value.type() == Type.I64 ? 8 : 4;
      add(Type.VOID, new Op.Store(context, offset + 8 * i, size, value));
    }
    block.terminate(new Terminator.Return(List.of(any(Type.I32)), line()));
  }

  /** Depth below zero: no faults. */
  private void region(int depth) {
    while (budget-- > 0) {
      int choice = random.nextInt(20);
      if (choice < 12 || depth == 0) {
        step();
      } else if (choice < 15) {
        fork(depth);
      } else if (choice < 17) {
        loop(depth);
      } else if (choice == 17) {
        memory();
      } else if (choice == 18 && !callees.isEmpty()) {
        call(callees.get(random.nextInt(callees.size())));
      } else if (depth > 0) {
        fault();
      }
      if (random.nextInt(12) == 0) {
        return;
      }
    }
  }

  private void step() {
    Type type = random.nextBoolean() ? Type.I32 : Type.I64;
    int choice = random.nextInt(10);
    if (choice < 6) {
      scope.add(binary(type));
    } else if (choice < 9) {
      UnaryKind kind = pick(UnaryKind.values());
      Value operand = any(kind.result(type) == Type.VOID ? other(type) : type);
      scope.add(add(kind.result(operand.type()), new Op.Unary(kind, operand)));
    } else {
      scope.add(add(Type.I32, new Op.Compare(condition(), any(type), any(type, true))));
    }
  }

  private Value binary(Type type) {
    BinaryKind kind = pick(BinaryKind.values());
    Value left = any(type, true);
    Value right = any(kind.shift() ? Type.I32 : type, true);
    boolean divides =
        switch (kind) {
          case DIV, REM, UDIV, UREM -> true;
          default -> false;
        };
    if (divides) {
      Value divisor = right;
      right = constant(type, true);
      if (random.nextBoolean()) {
        // Never zero: the low bit is set, or the sign as well.
        Value bit = number(type, random.nextBoolean() ? 1 : Integer.MIN_VALUE + 1L);
        right = add(type, new Op.Binary(BinaryKind.OR, divisor, bit));
      }
    }
    return add(type, new Op.Binary(kind, left, right));
  }

  private void fork(int depth) {
    Value left = any(random.nextBoolean() ? Type.I32 : Type.I64);
    Value right = any(left.type(), true);
    Block yes = function.newBlock();
    Block no = random.nextInt(3) == 0 ? null : function.newBlock();
    Block join = function.newBlock();
    List<Type> types = types();
    List<Value> before = List.copyOf(scope);
    Edge past = new Edge(join, no == null ? pick(types) : List.of());
    block.terminate(
        new Terminator.Branch(
            condition(),
            left,
            right,
            new Edge(yes, List.of()),
            no == null ? past : new Edge(no, List.of()),
            line()));
    arm(yes, join, types, before, depth);
    if (no != null) {
      arm(no, join, types, before, depth);
    }
    enter(join, types, before);
  }

  private void arm(Block start, Block join, List<Type> types, List<Value> before, int depth) {
    block = start;
    scope.clear();
    scope.addAll(before);
    region(depth < 0 ? depth + 1 : depth - 1);
    block.terminate(new Terminator.Jump(new Edge(join, pick(types)), line()));
  }

  private void enter(Block join, List<Type> types, List<Value> before) {
    block = join;
    scope.clear();
    scope.addAll(before);
    for (Type type : types) {
      Value parameter = function.newValue(type);
      join.parameters().add(parameter);
      scope.add(parameter);
    }
  }

  private void loop(int depth) {
    List<Type> types = types();
    List<Value> start = new ArrayList<>(pick(types));
    start.add(number(Type.I32, 0));
    Block header = function.newBlock();
    Block body = function.newBlock();
    Block exit = function.newBlock();
    block.terminate(new Terminator.Jump(new Edge(header, start), line()));
    List<Value> before = List.copyOf(scope);
    enter(header, types, before);
    Value counter = function.newValue(Type.I32);
    header.parameters().add(counter);
    scope.add(counter);
    Value limit = number(Type.I32, 1 + random.nextInt(4));
    List<Value> inLoop = List.copyOf(scope);
    block.terminate(
        new Terminator.Branch(
            Condition.LT,
            counter,
            limit,
            new Edge(body, List.of()),
            new Edge(exit, List.of()),
            line()));
    block = body;
    region(depth < 0 ? depth + 1 : depth - 1);
    List<Value> again = new ArrayList<>(pick(types));
    Value next = add(Type.I32, new Op.Binary(BinaryKind.ADD, counter, number(Type.I32, 1)));
    again.add(next);
    block.terminate(new Terminator.Jump(new Edge(header, again), line()));
    block = exit;
    scope.clear();
    scope.addAll(inLoop);
  }

  private void memory() {
    Value slot = add(Type.POINTER, new Op.StackSlot(8, "scratch"));
    Value base = slot;
    add(Type.VOID, new Op.Store(slot, 0, 8, any(Type.I64, true)));
    if (random.nextBoolean()) {
      base = add(Type.POINTER, new Op.Offset(slot, 4));
      add(Type.VOID, new Op.Store(base, 0, 4, any(Type.I32, true)));
    }
    if (random.nextBoolean()) {
      indexed(slot);
    }
    scope.add(add(Type.I64, new Op.Load(slot, 0, 8, false, false)));
    scope.add(add(Type.I32, new Op.Load(base, 2, 2, random.nextBoolean(), false)));
  }

  /** Reads or writes one of the slot's four shorts, or of its last two. */
  private void indexed(Value slot) {
    boolean end = random.nextBoolean();
    Value few = number(Type.I32, end ? 1 : 3);
    Value index = add(Type.I32, new Op.Binary(BinaryKind.AND, any(Type.I32, true), few));
    Value wide = add(Type.I64, new Op.Unary(UnaryKind.ZEXT32, index));
    Value base = end ? add(Type.POINTER, new Op.Offset(slot, 4)) : slot;
    Value place = add(Type.POINTER, new Op.Index(base, wide, 2));
    if (random.nextBoolean()) {
      add(Type.VOID, new Op.Store(place, 0, 2, any(Type.I32, true)));
    }
    scope.add(add(Type.I32, new Op.Load(place, 0, 2, random.nextBoolean(), false)));
  }

  private void call(Function callee) {
    if (random.nextInt(3) == 0) {
      scope.add(add(Type.I64, new Op.CallHelper(Helper.GET_SMP_PROCESSOR_ID, List.of())));
      return;
    }
    List<Value> arguments = callee.parameterTypes().stream().map(t -> any(t, true)).toList();
    scope.add(add(callee.returnType(), new Op.CallFunction(callee.name(), arguments)));
  }

  private void fault() {
    Block bad = function.newBlock();
    Block good = function.newBlock();
    Value value = any(Type.I32);
    block.terminate(
        new Terminator.Branch(
            Condition.EQ,
            value,
            constant(Type.I32, false),
            new Edge(bad, List.of()),
            new Edge(good, List.of()),
            line()));
    bad.terminate(new Terminator.Fault(FaultKind.THROWN, line()));
    block = good;
  }

  private List<Type> types() {
    List<Type> types = new ArrayList<>();
    for (int i = 0, n = random.nextInt(5); i < n; i++) {
      types.add(random.nextBoolean() ? Type.I32 : Type.I64);
    }
    return types;
  }

  private List<Value> pick(List<Type> types) {
    return types.stream().map(type -> any(type, true)).toList();
  }

  private Value any(Type type) {
    return any(type, false);
  }

  private Value any(Type type, boolean maybeConstant) {
    List<Value> fitting = scope.stream().filter(value -> value.type() == type).toList();
    if (fitting.isEmpty() || (maybeConstant && random.nextInt(3) == 0)) {
      return constant(type, false);
    }
    return fitting.get(random.nextInt(fitting.size()));
  }

  private Value constant(Type type, boolean notZero) {
    long value =
        switch (random.nextInt(3)) {
          case 0 -> EDGES[random.nextInt(EDGES.length)];
          case 1 -> 1L << random.nextInt(64);
          default -> random.nextLong();
        };
    long fitting = type == Type.I32 ? (int) value : value;
    return number(type, fitting == 0 && notZero ? -1 : fitting);
  }

  private Value number(Type type, long value) {
    return add(type, new Op.Const(value));
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Condition condition() {
    return pick(Condition.values());
  }

  private static Type other(Type type) {
    return type == Type.I32 ? Type.I64 : Type.I32;
  }

  private Value add(Type type, Op op) {
    Value result = function.newValue(type);
    block.instructions().add(new Instruction(result, op, line()));
    return result;
  }

  private int line() {
    return random.nextInt(5);
  }
}
