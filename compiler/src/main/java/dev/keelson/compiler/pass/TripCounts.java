package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How many turns a loop makes at most: its variables are followed from turn to turn, as intervals,
 * until a test that every turn passes can only leave. That is what the kernel's verifier does too.
 */
final class TripCounts {
  private final Dominators dominators;
  private final TurnIntervals intervals;
  private final boolean comparesRanges;

  /**
   * @param comparesRanges whether the verifier decides a comparison of two ranges; else it wants a
   *     constant, which must stand on the right, see {@link #swapped}, or a range outside the loop,
   *     which every turn narrows until it is one
   */
  TripCounts(Dominators dominators, TurnIntervals intervals, boolean comparesRanges) {
    this.dominators = dominators;
    this.intervals = intervals;
    this.comparesRanges = comparesRanges;
  }

  /** A test at the end of a block that every turn passes: the loop goes on while it holds. */
  private record Test(Block block, Condition stays, Value left, Value right) {}

  /**
   * The most turns, or empty when there may be more than {@code limit}. Afterwards the loop's
   * variables are taken to lie where these turns put them, or anywhere.
   */
  OptionalInt most(Loop loop, int limit) {
    List<Test> tests = tests(loop);
    Map<Value, Interval> now = arriving(loop, false);
    Map<Value, Interval> everywhere = new LinkedHashMap<>(now);
    for (int turn = 0; turn <= limit && !tests.isEmpty(); turn++) {
      now.forEach(intervals::assume);
      if (tests.stream().anyMatch(test -> leaves(loop, test))) {
        everywhere.forEach(intervals::assume);
        return OptionalInt.of(turn);
      }
      Map<Value, Interval> next = arriving(loop, true);
      if (next.equals(now)) {
        break;
      }
      next.forEach((variable, interval) -> everywhere.merge(variable, interval, Interval::join));
      now = next;
    }
    forget(loop);
    return OptionalInt.empty();
  }

  /** The comparison as the verifier decides it, when the constant it knows is on the left. */
  Branch swapped(Loop loop, Branch branch) {
    boolean variable =
        loop.body().contains(intervals.place(branch.left()))
            && !(intervals.definition(branch.right()) instanceof Op.Const);
    return comparesRanges || !variable
        ? branch
        : new Branch(
            branch.condition().swapped(),
            /* left= */ branch.right(),
            /* right= */ branch.left(),
            branch.yes(),
            branch.no(),
            branch.line());
  }

  /** The blocks whose ends decide whether the loop goes on. */
  List<Block> deciding(Loop loop) {
    return tests(loop).stream().map(Test::block).toList();
  }

  /**
   * Whether the verifier learns nothing of what bounds the loop by the turn in which it leaves:
   * else every number of turns goes on as a state of its own.
   */
  boolean exact(Loop loop) {
    return tests(loop).stream()
        .anyMatch(test -> exact(loop, test, test.left()) && exact(loop, test, test.right()));
  }

  private boolean exact(Loop loop, Test test, Value side) {
    return loop.body().contains(intervals.place(side)) || intervals.at(test.block(), side).single();
  }

  /** The loop's variables may be anything: what the verifier thinks of a loop with a budget. */
  void forget(Loop loop) {
    loop.header()
        .parameters()
        .forEach(variable -> intervals.assume(variable, Interval.all(variable.type())));
  }

  private List<Test> tests(Loop loop) {
    List<Test> tests = new ArrayList<>();
    for (Block block : loop.body()) {
      if (block.terminator() instanceof Branch branch
          && loop.latches().stream().allMatch(latch -> dominators.dominates(block, latch))) {
        boolean yesStays = loop.body().contains(branch.yes().target());
        boolean noStays = loop.body().contains(branch.no().target());
        if (yesStays != noStays) {
          Condition stays = yesStays ? branch.condition() : branch.condition().negated();
          tests.add(new Test(block, stays, branch.left(), branch.right()));
        }
      }
    }
    return tests;
  }

  /** What the header's parameters are, by way of the latches or from outside. */
  private Map<Value, Interval> arriving(Loop loop, boolean fromLatches) {
    Map<Value, Interval> arriving = new LinkedHashMap<>();
    for (Block from : dominators.predecessors(loop.header())) {
      if (loop.body().contains(from) != fromLatches) {
        continue;
      }
      for (Edge edge : from.terminator().edges()) {
        if (edge.target() == loop.header()) {
          for (int i = 0; i < edge.arguments().size(); i++) {
            arriving.merge(
                loop.header().parameters().get(i),
                intervals.at(from, edge.arguments().get(i)),
                Interval::join);
          }
        }
      }
    }
    return arriving;
  }

  private boolean leaves(Loop loop, Test test) {
    Interval left = intervals.at(test.block(), test.left());
    Interval right = intervals.at(test.block(), test.right());
    boolean decided =
        comparesRanges
            || left.single()
            || right.single()
            || !loop.body().contains(intervals.place(test.left()))
            || !loop.body().contains(intervals.place(test.right()));
    return decided && left.compare(test.stays(), right).filter(holds -> !holds).isPresent();
  }
}
