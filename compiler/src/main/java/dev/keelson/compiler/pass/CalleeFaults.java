package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A fault ends the whole program, and a BPF function can only return to its caller. So a function
 * that can fault gives back a number that is negative after a fault, and every call of it looks:
 *
 * <pre>
 *   v I32 = call f(a)   -->  r I64 = call f(a);     branch LT r, 0, fault, on;  on: v = trunc r
 *   v I64 = call f(a)   -->  r I64 = call f(a, s);  branch LT r, 0, fault, on;  on: v = load s
 * </pre>
 */
public final class CalleeFaults {
  /** What a function gives back after a fault. */
  public static final long FAULTED = -1;

  /** What a function gives back to the helper that calls it when there is nothing more to do. */
  public static final long STOP = 1;

  private CalleeFaults() {}

  /** Whether the function can end in a fault, of its own or of one that it calls. */
  public static boolean canFault(Function function) {
    return function.blocks().stream()
        .anyMatch(block -> block.terminator() instanceof Terminator.Fault);
  }

  /**
   * Whether a function whose address is taken runs when nobody waits for it: it gives back an
   * {@code I32}, always 0, where what a helper calls gives it an {@code I64}.
   */
  public static boolean runsLater(Function callback) {
    return callback.returnType() == Type.I32;
  }

  /** Gives a function that can fault its other signature; its faults stay as they are. */
  public static void changeReturns(Function function) {
    Type result = function.returnType();
    List<Type> parameters = new ArrayList<>(function.parameterTypes());
    Value place = null;
    if (result == Type.I64) {
      parameters.add(Type.POINTER);
      place = function.newValue(Type.POINTER);
      Op parameter = new Op.Parameter(parameters.size() - 1);
      function.entry().instructions().addFirst(new Instruction(place, parameter, 0));
    }
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Terminator.Return end) {
        block.terminate(changed(function, block, end, place));
      }
    }
    function.become(parameters, Type.I64);
  }

  private static Terminator changed(
      Function function, Block block, Terminator.Return end, Value place) {
    Value status = function.newValue(Type.I64);
    Op op = new Op.Const(0);
    if (place != null) {
      Op store = new Op.Store(place, 0, Long.BYTES, end.values().getFirst());
      block.instructions().add(new Instruction(function.newValue(Type.VOID), store, end.line()));
    } else if (!end.values().isEmpty()) {
      op = new Op.Unary(UnaryKind.ZEXT32, end.values().getFirst());
    }
    block.instructions().add(new Instruction(status, op, end.line()));
    return new Terminator.Return(List.of(status), end.line());
  }

  /**
   * Makes a function that a helper calls say in its last argument that it came to a fault: what it
   * gives back is for the helper.
   */
  public static void tellCaller(Function callback) {
    int last = callback.parameterTypes().size() - 1;
    Value told =
        callback.entry().instructions().stream()
            .filter(i -> i.op().equals(new Op.Parameter(last)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("a callback without what it was given"))
            .result();
    for (Block block : List.copyOf(callback.blocks())) {
      if (block.terminator() instanceof Terminator.Fault fault) {
        Value one = add(callback, block, Type.I64, new Op.Const(1), fault.line());
        add(callback, block, Type.VOID, new Op.Store(told, 0, Long.BYTES, one), fault.line());
      }
    }
  }

  /**
   * Makes every call of the functions named look whether it came to a fault.
   *
   * @param faulting names of functions whose returns are changed
   */
  public static void checkCalls(Function caller, Set<String> faulting) {
    // The list grows while it is walked: what follows a call becomes a block of its own.
    for (int b = 0; b < caller.blocks().size(); b++) {
      Block block = caller.blocks().get(b);
      for (int i = 0; i < block.instructions().size(); i++) {
        if (block.instructions().get(i).op() instanceof Op.CallFunction call
            && faulting.contains(call.function())) {
          check(caller, block, i, call);
          break;
        }
      }
    }
  }

  private static void check(Function caller, Block block, int at, Op.CallFunction call) {
    Instruction old = block.instructions().get(at);
    int line = old.line();
    Block after = caller.newBlock();
    List<Instruction> rest = block.instructions().subList(at + 1, block.instructions().size());
    after.instructions().addAll(rest);
    rest.clear();
    block.instructions().removeLast();
    after.terminate(block.terminator());

    List<Value> arguments = new ArrayList<>(call.arguments());
    if (old.result().type() == Type.I64) {
      Value place = add(caller, block, Type.POINTER, new Op.StackSlot(Long.BYTES, "result"), line);
      arguments.add(place);
      Op load = new Op.Load(place, 0, Long.BYTES, false, false);
      after.instructions().addFirst(new Instruction(old.result(), load, line));
    }
    Value status =
        add(caller, block, Type.I64, new Op.CallFunction(call.function(), arguments), line);
    if (old.result().type() == Type.I32) {
      Op low = new Op.Unary(UnaryKind.TRUNC, status);
      after.instructions().addFirst(new Instruction(old.result(), low, line));
    }
    Value zero = add(caller, block, Type.I64, new Op.Const(0), line);
    Block fault = caller.newBlock();
    fault.terminate(new Terminator.Fault(FaultKind.IN_CALLEE, line));
    block.terminate(
        new Terminator.Branch(
            Condition.LT,
            status,
            zero,
            new Edge(fault, List.of()),
            new Edge(after, List.of()),
            line));
  }

  private static Value add(Function function, Block block, Type type, Op op, int line) {
    Value result = function.newValue(type);
    block.instructions().add(new Instruction(result, op, line));
    return result;
  }
}
