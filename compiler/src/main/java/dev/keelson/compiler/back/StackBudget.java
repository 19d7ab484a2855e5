package dev.keelson.compiler.back;

import dev.keelson.compiler.Diagnostic;
import dev.keelson.compiler.ir.CallGraph;
import dev.keelson.compiler.ir.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a program and what it calls keep within the stack that the kernel gives them: 512 bytes
 * along every chain of calls, each function's part rounded up, and 8 functions deep
 * (check_max_stack_depth_subprog, kernel/bpf/verifier.c, v6.18).
 */
final class StackBudget {
  /** {@code MAX_BPF_STACK}, include/linux/filter.h (6.18). */
  private static final int LIMIT_BYTES = 512;

  /** {@code MAX_CALL_FRAMES}, include/linux/bpf_verifier.h (6.18). */
  private static final int LIMIT_FRAMES = 8;

  /** What every kernel before 6.9 rounds to; later ones round to 16 where the JIT is on. */
  private static final int GRANULE_BYTES = 32;

  /** A compiled function: what of it lies on the stack, and where. */
  record Part(MachineFunction machine, Frame frame) {
    int roundedBytes() {
      return (Math.max(frame.sizeBytes(), 1) + GRANULE_BYTES - 1) / GRANULE_BYTES * GRANULE_BYTES;
    }
  }

  private final Map<String, Part> parts;
  private final Map<String, Function> functions = new HashMap<>();
  private final Map<String, List<String>> heaviest = new HashMap<>();
  private final Map<String, List<String>> deepest = new HashMap<>();

  private StackBudget(List<Function> functions, Map<String, Part> parts) {
    this.parts = parts;
    functions.forEach(function -> this.functions.put(function.name(), function));
  }

  /**
   * What is wrong with the stack of a program.
   *
   * @param functions the program first, then all that it calls
   * @param parts by name of the function
   */
  static Optional<Diagnostic> check(
      List<Function> functions, Map<String, Part> parts, String sourceFile) {
    StackBudget budget = new StackBudget(functions, parts);
    String program = functions.getFirst().name();
    List<String> chain = budget.heaviest(program);
    if (budget.bytes(chain) > LIMIT_BYTES) {
      return Optional.of(budget.tooLarge(chain, sourceFile));
    }
    List<String> deep = budget.deepest(program);
    return deep.size() > LIMIT_FRAMES
        ? Optional.of(budget.tooDeep(deep, sourceFile))
        : Optional.empty();
  }

  private int bytes(List<String> chain) {
    return chain.size() == 1
        ? parts.get(chain.getFirst()).frame().sizeBytes()
        : chain.stream().mapToInt(name -> parts.get(name).roundedBytes()).sum();
  }

  private List<String> heaviest(String name) {
    List<String> known = heaviest.get(name);
    if (known == null) {
      known = new ArrayList<>(List.of(name));
      List<String> most = List.of();
      int bytes = -1;
      for (String callee : CallGraph.callees(functions.get(name))) {
        List<String> below = heaviest(callee);
        int sum = below.stream().mapToInt(one -> parts.get(one).roundedBytes()).sum();
        if (sum > bytes) {
          bytes = sum;
          most = below;
        }
      }
      known.addAll(most);
      heaviest.put(name, known);
    }
    return known;
  }

  private List<String> deepest(String name) {
    List<String> known = deepest.get(name);
    if (known == null) {
      known = new ArrayList<>(List.of(name));
      List<String> most = List.of();
      for (String callee : CallGraph.callees(functions.get(name))) {
        List<String> below = deepest(callee);
        most = below.size() > most.size() ? below : most;
      }
      known.addAll(most);
      deepest.put(name, known);
    }
    return known;
  }

  private Diagnostic tooLarge(List<String> chain, String sourceFile) {
    String who =
        chain.size() == 1
            ? chain.getFirst() + " needs"
            : String.join(" -> ", chain) + " together need";
    return new Diagnostic(
        sourceFile,
        line(chain.getFirst()),
        "stack",
        "%s %d bytes of stack".formatted(who, bytes(chain)),
        "The kernel gives a program and all it calls 512 bytes; in use here: "
            + chain.stream().map(this::users).collect(Collectors.joining("; "))
            + ".",
        "Write: smaller records, or keep the data in a one-entry array map.");
  }

  private Diagnostic tooDeep(List<String> chain, String sourceFile) {
    return new Diagnostic(
        sourceFile,
        line(chain.getFirst()),
        "stack",
        "calls are %d deep: %s".formatted(chain.size(), String.join(" -> ", chain)),
        "The kernel follows 8 functions.",
        "Do the work of one of them in its caller; short methods become part of it by themselves.");
  }

  private String users(String name) {
    Part part = parts.get(name);
    String slots =
        part.machine().slots.stream()
            .filter(slot -> !slot.what().equals(Spilling.WHAT))
            .map(slot -> slot.what() + " " + slot.sizeBytes() + " B")
            .collect(Collectors.joining(", "));
    return "%s %d B%s"
        .formatted(name, part.frame().sizeBytes(), slots.isEmpty() ? "" : " (" + slots + ")");
  }

  private int line(String name) {
    return parts.get(name).machine().blocks.stream()
        .flatMap(block -> block.steps.stream())
        .mapToInt(MachineBlock.Step::line)
        .filter(line -> line != 0)
        .findFirst()
        .orElse(0);
  }
}
