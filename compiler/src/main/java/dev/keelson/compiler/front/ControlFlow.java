package dev.keelson.compiler.front;

import dev.keelson.compiler.front.MethodBody.Step;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The basic blocks of a method, each named by the index of its first step, in an order in which a
 * block comes after all that lead to it but for the ends of loops.
 */
final class ControlFlow {
  /** What follows compares loops with each other, and translates those within others again. */
  private static final int MOST_LOOPS = 64;

  private final TreeMap<Integer, Integer> ends = new TreeMap<>();
  private final Map<Integer, List<Integer>> successors = new HashMap<>();
  private final List<Integer> order = new ArrayList<>();
  private final Map<Integer, Set<Integer>> storedInLoop = new HashMap<>();

  ControlFlow(MethodBody body) {
    List<Step> steps = body.steps();
    TreeSet<Integer> leaders = new TreeSet<>(Set.of(0));
    for (int i = 0; i < steps.size(); i++) {
      Instruction instruction = steps.get(i).instruction();
      MethodBody.labels(instruction).forEach(label -> leaders.add(body.target(label)));
      if (endsBlock(instruction) && i + 1 < steps.size()) {
        leaders.add(i + 1);
      }
    }
    for (int leader : leaders) {
      Integer next = leaders.higher(leader);
      int end = next == null ? steps.size() : next;
      ends.put(leader, end);
      successors.put(leader, successorsOf(body, end));
    }
    orderFrom(0);
    findLoops(body);
  }

  private static boolean endsBlock(Instruction instruction) {
    return !MethodBody.labels(instruction).isEmpty() || leaves(instruction);
  }

  private static boolean leaves(Instruction instruction) {
    return instruction instanceof ReturnInstruction || instruction instanceof ThrowInstruction;
  }

  /** Whether the step after this one is not reached from it. */
  static boolean neverFallsThrough(Instruction instruction) {
    return leaves(instruction)
        || instruction instanceof TableSwitchInstruction
        || instruction instanceof LookupSwitchInstruction
        || instruction.opcode() == Opcode.GOTO
        || instruction.opcode() == Opcode.GOTO_W;
  }

  private static List<Integer> successorsOf(MethodBody body, int end) {
    Optional<List<Integer>> afterGuard = PatternSwitch.afterGuard(body, end);
    if (afterGuard.isPresent()) {
      return afterGuard.get();
    }
    Instruction last = body.steps().get(end - 1).instruction();
    List<Integer> next = new ArrayList<>();
    for (Label label : MethodBody.labels(last)) {
      next.add(body.target(label));
    }
    if (!neverFallsThrough(last)) {
      if (end == body.steps().size()) {
        throw Malformed.because("control runs off the end of " + body.name());
      }
      next.add(end);
    }
    return next;
  }

  private void orderFrom(int entry) {
    record Visit(int block, Deque<Integer> left) {}
    Set<Integer> seen = new HashSet<>(Set.of(entry));
    Deque<Visit> visits = new ArrayDeque<>();
    visits.push(new Visit(entry, new ArrayDeque<>(successors.get(entry))));
    while (!visits.isEmpty()) {
      Visit visit = visits.peek();
      Integer next = visit.left().poll();
      if (next == null) {
        order.add(visits.pop().block());
      } else if (seen.add(next)) {
        visits.push(new Visit(next, new ArrayDeque<>(successors.get(next))));
      }
    }
    Collections.reverse(order);
  }

  private void findLoops(MethodBody body) {
    Map<Integer, Integer> position = new HashMap<>();
    Map<Integer, List<Integer>> predecessors = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      int block = order.get(i);
      position.put(block, i);
      for (int next : successors.get(block)) {
        predecessors.computeIfAbsent(next, _ -> new ArrayList<>()).add(block);
      }
    }
    long loops =
        order.stream()
            .flatMap(block ->
                successors.get(block).stream()
                    .filter(next -> position.get(next) <= position.get(block)))
            .distinct()
            .count();
    if (loops > MOST_LOOPS) {
      throw new Refusal(
          "loop-count",
          "%s has %d loops".formatted(body.shownName(), loops),
          "The verifier has to know of each that it ends; a method may have %d."
              .formatted(MOST_LOOPS),
          "Write methods for parts of it, or one loop in place of several.");
    }
    for (int block : order) {
      for (int next : successors.get(block)) {
        if (position.get(next) <= position.get(block)) {
          Set<Integer> stored = storedInLoop.computeIfAbsent(next, _ -> new HashSet<>());
          for (int member : loop(next, block, predecessors)) {
            for (int i = member; i < ends.get(member); i++) {
              addStored(body.steps().get(i).instruction(), stored);
            }
          }
        }
      }
    }
  }

  /** The natural loop of a way back from {@code last} to {@code header}. */
  private static Set<Integer> loop(int header, int last, Map<Integer, List<Integer>> predecessors) {
    Set<Integer> members = new HashSet<>(Set.of(header));
    Deque<Integer> left = new ArrayDeque<>(List.of(last));
    while (!left.isEmpty()) {
      int block = left.pop();
      if (members.add(block)) {
        left.addAll(predecessors.getOrDefault(block, List.of()));
      }
    }
    return members;
  }

  private static void addStored(Instruction instruction, Set<Integer> stored) {
    if (instruction instanceof StoreInstruction store) {
      stored.add(store.slot());
    } else if (instruction instanceof IncrementInstruction increment) {
      stored.add(increment.slot());
    }
  }

  List<Integer> order() {
    return order;
  }

  /** One past the last step of the block. */
  int end(int leader) {
    return ends.get(leader);
  }

  boolean isLoopHeader(int leader) {
    return storedInLoop.containsKey(leader);
  }

  /** Local variables that the loop behind this header may set. */
  Set<Integer> storedInLoop(int header) {
    return storedInLoop.get(header);
  }
}
