package dev.keelson.compiler.pass;

import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides for each loop how the verifier will know that it ends, and gives it that form. The
 * verifier walks a plain loop turn by turn; with {@code may_goto} it walks until nothing new turns
 * up, and the kernel stops a loop that runs for too long.
 *
 * <pre>
 *   header(i): ...  -->  header(i): may_goto turn, exhausted
 *                        turn: ...          exhausted: fault LOOP_EXHAUSTED
 * </pre>
 *
 * <p>Before Linux 6.9 a loop becomes a function, see {@link LoopOutlining}.
 */
public final class LoopForms {
  /** Steps of the verifier for one loop where there is another form; it has 1,000,000 in all. */
  private static final int MOST_STEPS = 100_000;

  /** Steps for all loops of a function where there is another form. */
  private static final int MOST_STEPS_TOGETHER = 400_000;

  /** What every loop may take: some milliseconds of load time. */
  private static final int FEW_STEPS = 8_000;

  private static final int MOST_STEPS_WITHOUT_CHOICE = 400_000;

  /** A loop that is walked until nothing new turns up takes this many walks, more or less. */
  private static final int WALKS = 4;

  private static final int MOST_DOUBLINGS = 12;

  /** To compare that many with each other, round after round, takes longer than anybody waits. */
  private static final int MOST_LOOPS = 128;

  private final Function function;
  private final int calls;
  private final Features features;
  private final boolean walking;
  private final boolean usesKernel;
  private final Dominators dominators;
  private final List<Loop> loops;
  private final Set<Block> budgeted = new HashSet<>();

  private LoopForms(Function function, int calls, Features features, boolean walking) {
    this.function = function;
    this.calls = calls;
    this.features = features;
    this.walking = walking;
    this.usesKernel =
        function.blocks().stream()
            .flatMap(block -> block.instructions().stream())
            .anyMatch(i -> i.op() instanceof Op.CallKernel);
    this.dominators = Dominators.of(function);
    this.loops = Loops.of(function, dominators);
  }

  /** How a loop is known to end. */
  public enum Form {
    /** Walked turn by turn. */
    PLAIN("walked turn by turn"),
    /** With {@code may_goto}. */
    MAY_GOTO("stopped by the kernel after too many turns"),
    /** As a function that a helper calls again and again. */
    HELPER("a function that the kernel calls for each turn"),
    /** Ended by the kernel's own iterator. */
    ITERATOR("over what the kernel has"),
    /** In no way that this target has. */
    NONE("of unknown end");

    private final String shown;

    Form(String shown) {
      this.shown = shown;
    }

    /** For people. */
    public String shown() {
      return shown;
    }
  }

  /**
   * What was decided.
   *
   * @param line of the loop's test
   * @param why as part of a sentence: what is known of its turns
   */
  public record Choice(int line, Form form, String why) {}

  /**
   * Gives every loop its form; the choices are in the order of the loops' lines.
   *
   * @param calls from how many places the function is called; 1 for a program
   * @param walking whether loops may stay that the verifier walks turn by turn, where the target
   *     has another form
   * @param turns functions that loops became, whose own loops have no form yet; added to
   */
  public static List<Choice> run(
      Function function, int calls, Features features, boolean walking, List<Function> turns) {
    List<Choice> choices = new ArrayList<>();
    LoopForms forms = new LoopForms(function, calls, features, walking);
    if (!walking && forms.withoutBound() != Form.NONE) {
      forms.hideStores();
    }
    while (forms.takeOut(choices, turns)) {
      forms = new LoopForms(function, calls, features, walking);
    }
    choices.addAll(forms.run());
    choices.sort(Comparator.comparingInt(Choice::line));
    return choices;
  }

  /** Makes one loop a function, an outermost one, if any is to be; false when none is. */
  private boolean takeOut(List<Choice> taken, List<Function> turns) {
    if (loops.isEmpty() || withoutBound() != Form.HELPER) {
      return false;
    }
    Map<Loop, Choice> choices = settled();
    for (Loop loop : loops.reversed()) {
      if (choices.get(loop).form() == Form.HELPER) {
        hideStart(loop);
        int line = choices.get(loop).line();
        String name = function.name() + ".loop" + (1 + taken.size());
        turns.add(LoopOutlining.run(function, dominators, loop, line, name));
        taken.add(choices.get(loop));
        return true;
      }
    }
    return false;
  }

  private List<Choice> run() {
    if (loops.isEmpty()) {
      return List.of();
    }
    Map<Loop, Choice> choices = settled();
    choices.forEach((loop, choice) -> {
      if (choice.form() == Form.MAY_GOTO) {
        addBudget(loop, choice.line());
      } else if (choice.form() == Form.ITERATOR) {
        hideStart(loop);
      }
    });
    TripCounts counts = counts();
    choices.forEach((loop, choice) -> {
      if (choice.form() == Form.PLAIN) {
        for (Block block : counts.deciding(loop)) {
          block.terminate(counts.swapped(loop, (Terminator.Branch) block.terminator()));
        }
      }
    });
    return List.copyOf(choices.values());
  }

  private TripCounts counts() {
    // Linux 6.8 compares ranges (is_scalar_branch_taken, kernel/bpf/verifier.c); 6.9 has may_goto.
    return new TripCounts(dominators, new TurnIntervals(function, dominators), features.mayGoto());
  }

  /** Decisions that hold together: a loop without a bound bounds no other. */
  private Map<Loop, Choice> settled() {
    if (!walking && withoutBound() != Form.NONE) {
      return all(withoutBound(), "no loop is to be walked");
    }
    if (loops.size() > MOST_LOOPS) {
      Form form = features.mayGoto() ? Form.MAY_GOTO : Form.NONE;
      return all(form, "there are %d loops in one function".formatted(loops.size()));
    }
    Map<Loop, Choice> choices = decide();
    while (choices.entrySet().stream()
        .anyMatch(
            one -> one.getValue().form() != Form.PLAIN && budgeted.add(one.getKey().header()))) {
      choices = decide();
    }
    return choices;
  }

  /**
   * Of what the helper calls, turns differ by what lies in memory alone, and nothing is forgotten;
   * but a function that it calls can give nothing back that its caller has got.
   */
  private Form withoutBound() {
    if (features.mayGoto() && (walking || usesKernel || !features.loopHelper())) {
      return Form.MAY_GOTO;
    }
    return features.loopHelper() ? Form.HELPER : Form.NONE;
  }

  private Map<Loop, Choice> all(Form form, String why) {
    Map<Loop, Choice> choices = new LinkedHashMap<>();
    loops.forEach(
        loop -> choices.put(loop, new Choice(line(loop), walks(loop) ? Form.ITERATOR : form, why)));
    return choices;
  }

  /** One round of decisions; loops in {@code budgeted} have lost the choice already. */
  private Map<Loop, Choice> decide() {
    TripCounts counts = counts();
    Map<Loop, OptionalInt> trips = new LinkedHashMap<>();
    Map<Loop, Integer> variants = new HashMap<>();
    // Outer loops first, and earlier ones: where their variables lie bounds what comes after.
    List<Loop> inOrder = new ArrayList<>(loops);
    inOrder.sort(Comparator.comparingInt(loop -> dominators.order().indexOf(loop.header())));
    for (Loop loop : inOrder) {
      if (budgeted.contains(loop.header())) {
        counts.forget(loop);
        trips.put(loop, OptionalInt.empty());
      } else {
        trips.put(loop, counts.most(loop, mostSteps() / loop.body().size()));
        boolean exact = counts.exact(loop);
        trips.get(loop).ifPresent(most -> variants.put(loop, exact ? 1 : most + 1));
      }
    }
    Map<Loop, Long> costs = new LinkedHashMap<>();
    Map<Loop, Choice> choices = new LinkedHashMap<>();
    boolean choice = withoutBound() != Form.NONE;
    Forks forks = new Forks(function, loops, trips, counters(trips), choice, calls);
    for (Loop loop : loops) {
      long turn = costOfTurn(loop, costs, variants);
      OptionalInt most = trips.get(loop);
      int line = line(loop);
      int doublings = most.isPresent() ? Math.min(split(loop, forks), MOST_DOUBLINGS) : 0;
      long steps = most.isPresent() ? (turn * (most.getAsInt() + 1)) << doublings : Long.MAX_VALUE;
      long walks = choice ? forks.ways(before(loop)) * calls : 1;
      boolean affordable = most.isPresent() && steps <= mostSteps() / walks;
      if (walks(loop)) {
        choices.put(loop, new Choice(line, Form.ITERATOR, "the kernel's iterator ends it"));
        costs.put(loop, turn * WALKS);
      } else if (stopsWithin(loop, choices)) {
        String why =
            "a loop within it is stopped by the kernel, and the verifier then forgets numbers";
        choices.put(loop, new Choice(line, Form.MAY_GOTO, why));
        costs.put(loop, turn * WALKS);
      } else if (forks.tooMany(loop)) {
        choices.put(
            loop,
            new Choice(
                line,
                withoutBound(),
                "its turns have more branches than the verifier keeps in mind"));
        costs.put(loop, turn * WALKS);
      } else if (affordable) {
        choices.put(
            loop, new Choice(line, Form.PLAIN, "at most %d turns".formatted(most.getAsInt())));
        costs.put(loop, steps);
      } else {
        String why =
            most.isEmpty()
                ? "its turns depend on data or are too many to walk"
                : "at most %d turns, too long to walk".formatted(most.getAsInt());
        choices.put(loop, new Choice(line, withoutBound(), why));
        costs.put(loop, turn * WALKS);
      }
    }
    return choices;
  }

  /** Whether each of its turns, and no loop in it, asks the kernel's iterator for what is next. */
  private boolean walks(Loop loop) {
    Set<Block> own = new HashSet<>(loop.body());
    loops.stream().filter(loop::surrounds).forEach(inner -> own.removeAll(inner.body()));
    return own.stream()
        .flatMap(block -> block.instructions().stream())
        .anyMatch(i ->
            i.op() instanceof Op.CallKernel call
                && call.function().startsWith("bpf_iter_")
                && call.function().endsWith("_next"));
  }

  /** The outermost loops that come before one that is in no other. */
  private List<Loop> before(Loop loop) {
    List<Loop> outermost =
        loops.stream().filter(one -> loops.stream().noneMatch(o -> o.surrounds(one))).toList();
    int place = dominators.order().indexOf(loop.header());
    return outermost.contains(loop)
        ? outermost.stream()
            .filter(one -> dominators.order().indexOf(one.header()) < place)
            .toList()
        : List.of();
  }

  /**
   * Whether a loop in it has a budget. Where the verifier comes to the same {@code may_goto} again
   * with another number in a register, it forgets both (widen_imprecise_scalars,
   * kernel/bpf/verifier.c, v6.18): it would never see the outer counter reach its end.
   */
  private boolean stopsWithin(Loop loop, Map<Loop, Choice> choices) {
    return loops.stream()
        .filter(loop::surrounds)
        .anyMatch(inner ->
            choices.get(inner).form() == Form.MAY_GOTO
                || choices.get(inner).form() == Form.ITERATOR);
  }

  /** The variables whose number the verifier knows in every turn. */
  private Set<Value> counters(Map<Loop, OptionalInt> trips) {
    Set<Value> counters = new HashSet<>();
    for (Loop loop : loops) {
      if (trips.get(loop).isPresent()) {
        loop.header().parameters().stream()
            .filter(variable -> counted(loop, variable))
            .forEach(counters::add);
      }
    }
    return counters;
  }

  private int mostSteps() {
    // A loop that is walked is the faster one: offsets that it knows need no checks.
    return withoutBound() != Form.NONE
        ? Math.clamp(MOST_STEPS_TOGETHER / loops.size(), FEW_STEPS, MOST_STEPS)
        : MOST_STEPS_WITHOUT_CHOICE;
  }

  private long costOfTurn(Loop loop, Map<Loop, Long> costs, Map<Loop, Integer> variants) {
    Set<Block> own = new HashSet<>(loop.body());
    long cost = 0;
    for (Loop inner : loops) {
      if (loop.surrounds(inner) && own.contains(inner.header())) {
        boolean direct =
            loops.stream().noneMatch(other -> loop.surrounds(other) && other.surrounds(inner));
        if (direct) {
          cost += costs.get(inner);
        }
      }
    }
    loops.stream().filter(loop::surrounds).forEach(inner -> own.removeAll(inner.body()));
    for (Block block : own) {
      cost += block.instructions().size() + 1;
    }
    for (Loop inner : loops) {
      if (loop.surrounds(inner)) {
        cost = Math.min(cost * variants.getOrDefault(inner, 1), Integer.MAX_VALUE);
      }
    }
    return Math.max(cost, 1);
  }

  /**
   * Things known only at run time that decide which way turns go: each can make the verifier walk
   * every turn twice, because it tells states with different values of them apart.
   */
  private int split(Loop loop, Forks forks) {
    LoopSlice slice = new LoopSlice(loop);
    slice.branches();
    int split = 0;
    for (Value variable : loop.header().parameters()) {
      split += slice.contains(variable) && !counted(loop, variable) ? 1 : 0;
    }
    return split + slice.invariants() + forks.doublings(loop, slice);
  }

  /** Whether the variable starts at a constant and moves by constants. */
  private boolean counted(Loop loop, Value variable) {
    int index = loop.header().parameters().indexOf(variable);
    TurnIntervals intervals = new TurnIntervals(function, dominators);
    for (Block from : dominators.predecessors(loop.header())) {
      for (Edge edge : from.terminator().edges()) {
        if (edge.target() != loop.header()) {
          continue;
        }
        Value argument = edge.arguments().get(index);
        boolean simple =
            loop.body().contains(from)
                ? intervals.definition(argument) instanceof Op.Binary binary
                    && binary.left() == variable
                    && intervals.definition(binary.right()) instanceof Op.Const
                : intervals.definition(argument) instanceof Op.Const;
        if (!simple) {
          return false;
        }
      }
    }
    return true;
  }

  private static int line(Loop loop) {
    if (loop.header().terminator().line() != 0) {
      return loop.header().terminator().line();
    }
    return loop.body().stream()
        .flatMap(block -> block.instructions().stream())
        .mapToInt(Instruction::line)
        .filter(line -> line != 0)
        .min()
        .orElse(0);
  }

  private void addBudget(Loop loop, int line) {
    hideStart(loop);
    Block header = loop.header();
    Block turn = function.newBlock();
    turn.instructions().addAll(header.instructions());
    turn.terminate(header.terminator());
    header.instructions().clear();
    Block exhausted = function.newBlock();
    OpenResources.giveBack(function, dominators, header, exhausted, line)
        .terminate(new Terminator.Fault(FaultKind.LOOP_EXHAUSTED, line));
    header.terminate(
        new Terminator.MayGoto(new Edge(turn, List.of()), new Edge(exhausted, List.of()), line));
  }

  /**
   * What is stored in a loop is no number that the verifier knows: it keeps what lies on the stack,
   * and would tell the turns apart by it.
   */
  private void hideStores() {
    Set<Block> looped = new LinkedHashSet<>();
    loops.forEach(loop -> looped.addAll(loop.body()));
    for (Block block : looped) {
      List<Instruction> instructions = new ArrayList<>();
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.Store(Value address, int bytes, int size, Value value)
            && value.type() != Type.POINTER) {
          Value unknown = function.newValue(value.type());
          Op hide = new Op.Unary(Op.UnaryKind.HIDE, value);
          instructions.add(new Instruction(unknown, hide, instruction.line()));
          Op store = new Op.Store(address, bytes, size, unknown);
          instructions.add(new Instruction(instruction.result(), store, instruction.line()));
        } else {
          instructions.add(instruction);
        }
      }
      block.instructions().clear();
      block.instructions().addAll(instructions);
    }
  }

  /**
   * Where the verifier knows a variable's first value it would tell the turns apart by it; so it is
   * not told, for the variables that decide where control goes or what memory is touched.
   */
  private void hideStart(Loop loop) {
    LoopSlice slice = new LoopSlice(loop);
    slice.everything();
    for (Block from : new LinkedHashSet<>(dominators.predecessors(loop.header()))) {
      if (loop.body().contains(from)) {
        continue;
      }
      from.terminate(
          from.terminator()
              .withEdges(
                  edge -> edge.target() == loop.header() ? hidden(edge, from, slice) : edge));
    }
  }

  private Edge hidden(Edge edge, Block from, LoopSlice slice) {
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < edge.arguments().size(); i++) {
      Value argument = edge.arguments().get(i);
      Value variable = edge.target().parameters().get(i);
      if (variable.type() != Type.POINTER && slice.contains(variable)) {
        Value unknown = function.newValue(argument.type());
        Op hide = new Op.Unary(Op.UnaryKind.HIDE, argument);
        from.instructions().add(new Instruction(unknown, hide, 0));
        arguments.add(unknown);
      } else {
        arguments.add(argument);
      }
    }
    return new Edge(edge.target(), arguments);
  }
}
