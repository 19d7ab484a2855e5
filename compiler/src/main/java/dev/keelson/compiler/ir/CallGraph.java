package dev.keelson.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which functions a program needs. */
public final class CallGraph {
  /** More are not told apart. */
  private static final int MOST_PLACES = 10_000;

  private CallGraph() {}

  /**
   * The program and all that it calls, each once, callers first.
   *
   * @param functions where calls find their functions, by name
   */
  public static List<Function> reachable(Function program, List<Function> functions) {
    Map<String, Function> byName = new HashMap<>();
    functions.forEach(function -> byName.put(function.name(), function));
    List<Function> reached = new ArrayList<>(List.of(program));
    for (int i = 0; i < reached.size(); i++) {
      for (String callee : callees(reached.get(i))) {
        Function function = byName.get(callee);
        if (function == null) {
          throw new AssertionError("no function " + callee);
        }
        if (!reached.contains(function)) {
          reached.add(function);
        }
      }
    }
    return reached;
  }

  /**
   * From how many places of one program each function is called, by the function's name: a program
   * counts 1, and a call in a function that is called twice counts twice. Where several programs
   * call it, the most of them.
   *
   * @param functions where calls find their functions, each before those that call it
   */
  public static Map<String, Integer> places(List<Function> programs, List<Function> functions) {
    Map<String, Integer> most = new HashMap<>();
    for (Function program : programs) {
      Map<String, Integer> places = new HashMap<>(Map.of(program.name(), 1));
      count(program, places);
      functions.reversed().stream()
          .filter(function -> places.containsKey(function.name()))
          .forEach(function -> count(function, places));
      places.forEach((name, number) -> most.merge(name, number, Math::max));
    }
    return most;
  }

  private static void count(Function caller, Map<String, Integer> places) {
    int own = places.get(caller.name());
    caller.blocks().stream()
        .flatMap(block -> block.instructions().stream())
        .flatMap(i -> callee(i.op()))
        .forEach(callee -> places.merge(callee, own, (a, b) -> Math.min(MOST_PLACES, a + b)));
  }

  private static Stream<String> callee(Op op) {
    return switch (op) {
      case Op.CallFunction call -> Stream.of(call.function());
      case Op.FunctionAddress address -> Stream.of(address.function());
      default -> Stream.of();
    };
  }

  /** Names of the functions whose address is taken: a helper calls them. */
  public static Set<String> callbacks(List<Function> functions) {
    return functions.stream()
        .flatMap(function -> function.blocks().stream())
        .flatMap(block -> block.instructions().stream())
        .filter(i -> i.op() instanceof Op.FunctionAddress)
        .map(i -> ((Op.FunctionAddress) i.op()).function())
        .collect(Collectors.toSet());
  }

  /**
   * Names of the functions that one calls, itself or through a helper, each once, in the order of
   * its text.
   */
  public static List<String> callees(Function function) {
    return function.blocks().stream()
        .flatMap(block -> block.instructions().stream())
        .flatMap(i -> callee(i.op()))
        .distinct()
        .toList();
  }
}
