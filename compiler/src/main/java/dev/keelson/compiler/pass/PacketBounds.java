package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Takes out comparisons with a packet's end, and of an offset with a limit, whose outcome an
 * earlier one on every way here has settled: what is below a length that was asked for costs
 * nothing.
 *
 * <pre>
 *   if (data + 34 > end) pass; ... if (data + 14 > end) fault; load [data + 12]
 *                              --->                             load [data + 12]
 * </pre>
 *
 * <p>The verifier knows the same by then: it keeps the range with every pointer of the same
 * addition.
 */
public final class PacketBounds {
  private final Function function;
  private final Dominators dominators;
  private final Definitions definitions;
  private final Map<Block, List<Block>> children = new HashMap<>();
  private final Map<Block, Integer> entries = new HashMap<>();
  private final boolean afterLoops;
  private WalkedNumbers walked;
  private boolean changed;

  private PacketBounds(Function function, boolean afterLoops) {
    this.function = function;
    this.afterLoops = afterLoops;
    this.dominators = Dominators.of(function);
    this.definitions = Definitions.of(function);
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return compares(function) && new PacketBounds(function, false).run();
  }

  /**
   * The same once loops have their forms, for offsets too that are another number in every turn: in
   * {@code packet.u8(54 + i)} the verifier knows which. Returns whether anything changed.
   */
  public static boolean runAfterLoops(Function function) {
    return compares(function) && new PacketBounds(function, true).run();
  }

  /** Whether there is a comparison that may be a test. */
  private static boolean compares(Function function) {
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Terminator.Branch branch && unsigned(branch.condition())) {
        return true;
      }
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.Compare compare && unsigned(compare.condition())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean unsigned(Condition condition) {
    return switch (condition) {
      case ULE, UGT, ULT, UGE -> true;
      case EQ, NE, LT, LE, GT, GE -> false;
    };
  }

  /** What has a limit: the base of a pointer and the packet's end; an offset, which is its own. */
  private record Subject(Value base, Value limit) {}

  /**
   * The comparison {@code base + bytes <= limit}, or its opposite. That an offset is at most {@code
   * c} is {@code offset - c <= 0}, with {@code -c} as bytes.
   */
  private record Test(Subject subject, long bytes, boolean within) {}

  /** The most bytes that are known to be within, and the least that are known not to be. */
  private record Known(long within, long beyond) {}

  private static final Known NOTHING = new Known(Long.MIN_VALUE, Long.MAX_VALUE);

  private boolean run() {
    for (Block block : dominators.order()) {
      Block parent = dominators.parent(block);
      if (parent != null) {
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(block);
      }
      // What held at a loop's entry holds in every turn: the values are the same.
      block.terminator().edges().stream()
          .map(Edge::target)
          .filter(target -> !dominators.dominates(target, block))
          .forEach(target -> entries.merge(target, 1, Integer::sum));
    }
    // Not by recursion: as deep as the dominator tree is, the method is long.
    Deque<Visit> open = new ArrayDeque<>(List.of(new Visit(function.entry(), Map.of())));
    while (!open.isEmpty()) {
      visit(open.pop()).reversed().forEach(open::push);
    }
    return changed;
  }

  /** A block that is to be looked at, and what is known there. */
  private record Visit(Block block, Map<Subject, Known> known) {}

  /** Returns the blocks that are dominated, to be looked at next. */
  private List<Visit> visit(Visit visit) {
    Block block = visit.block();
    Map<Subject, Known> known = visit.known();
    List<Instruction> instructions = block.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).op() instanceof Op.Compare compare) {
        Boolean outcome =
            outcome(test(compare.condition(), compare.left(), compare.right()), known);
        if (outcome != null) {
          Instruction old = instructions.get(i);
          Op decided = new Op.Const(outcome ? 1 : 0);
          instructions.set(i, new Instruction(old.result(), decided, old.line()));
          definitions.put(old.result(), decided);
          changed = true;
        }
      }
    }
    Test test = null;
    if (block.terminator() instanceof Terminator.Branch branch) {
      test = test(branch.condition(), branch.left(), branch.right());
      Boolean outcome = outcome(test, known);
      if (outcome == null) {
        outcome = outcomeOfWalked(block, branch, known);
      }
      if (outcome != null) {
        block.terminate(new Terminator.Jump(outcome ? branch.yes() : branch.no(), branch.line()));
        changed = true;
        test = null;
      }
    }
    List<Visit> next = new ArrayList<>();
    for (Block child : children.getOrDefault(block, List.of())) {
      next.add(new Visit(child, test == null ? known : learned(block, child, test, known)));
    }
    return next;
  }

  /** What is known in {@code child} too when it is entered by one way of the branch alone. */
  private Map<Subject, Known> learned(
      Block block, Block child, Test test, Map<Subject, Known> known) {
    List<Edge> ways = block.terminator().edges();
    boolean yes = ways.get(0).target() == child;
    if (entries.get(child) != 1 || (!yes && ways.get(1).target() != child)) {
      return known;
    }
    Known before = known.getOrDefault(test.subject(), NOTHING);
    Known after =
        yes == test.within()
            ? new Known(Math.max(before.within(), test.bytes()), before.beyond())
            : new Known(before.within(), Math.min(before.beyond(), test.bytes()));
    Map<Subject, Known> all = new HashMap<>(known);
    all.put(test.subject(), after);
    return all;
  }

  /** Whether the tested comparison holds; null when that is not known. */
  private static Boolean outcome(Test test, Map<Subject, Known> known) {
    if (test == null) {
      return null;
    }
    Known about = known.getOrDefault(test.subject(), NOTHING);
    if (test.bytes() <= about.within()) {
      return test.within();
    }
    return test.bytes() >= about.beyond() ? (Boolean) !test.within() : null;
  }

  /** As {@link #outcome}, where the offset is a number that the verifier knows in every turn. */
  private Boolean outcomeOfWalked(
      Block block, Terminator.Branch branch, Map<Subject, Known> known) {
    if (!afterLoops || branch.left().type() != Type.POINTER) {
      return null;
    }
    Value base = branch.left();
    long bytes = 0;
    while (true) {
      switch (definitions.get(base)) {
        case Op.Offset offset -> {
          bytes += offset.bytes();
          base = offset.base();
        }
        case Op.Index index -> {
          OptionalLong largest = walked().largest(block, index.index());
          if (largest.isEmpty() || largest.getAsLong() > Integer.MAX_VALUE) {
            return null;
          }
          bytes += largest.getAsLong() * index.scale();
          base = index.base();
        }
        case null, default -> {
          Test test = test(branch.condition(), new Subject(base, branch.right()), bytes);
          // Only what is within is known by the largest offset.
          return (test != null
                  && test.bytes() <= known.getOrDefault(test.subject(), NOTHING).within())
              ? test.within()
              : null;
        }
      }
    }
  }

  /** Made when it is first needed: few programs walk packets. */
  private WalkedNumbers walked() {
    if (walked == null) {
      walked = new WalkedNumbers(function);
    }
    return walked;
  }

  /** The comparison as a test; null when it is none. */
  private Test test(Condition condition, Value left, Value right) {
    if (left.type() == Type.POINTER) {
      Value base = left;
      long bytes = 0;
      while (definitions.get(base) instanceof Op.Offset offset) {
        bytes += offset.bytes();
        base = offset.base();
      }
      return test(condition, new Subject(base, right), bytes);
    }
    return definitions.get(right) instanceof Op.Const(long limit) && limit >= 0
        ? test(condition, new Subject(left, left), -limit)
        : null;
  }

  private static Test test(Condition condition, Subject subject, long bytes) {
    long less = bytes + 1;
    return switch (condition) {
      case ULE -> new Test(subject, bytes, true);
      case UGT -> new Test(subject, bytes, false);
      case ULT -> new Test(subject, less, true);
      case UGE -> new Test(subject, less, false);
      case EQ, NE, LT, LE, GT, GE -> null;
    };
  }
}
