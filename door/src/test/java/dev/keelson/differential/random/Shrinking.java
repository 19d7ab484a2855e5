package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Block;
import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing program small: statements go, blocks take the place of what they are in, and
 * expressions become parts of themselves or constants, as long as it still fails.
 */
@SuppressWarnings("ReferenceEquality") // places in the tree, not what stands there
final class Shrinking {
  private final Predicate<Code> fails;
  private final long end;

  /**
   * @param fails whether a program still fails, in the same way
   * @param atMost how long it may take
   */
  Shrinking(Predicate<Code> fails, Duration atMost) {
    this.fails = fails;
    this.end = System.nanoTime() + atMost.toNanos();
  }

  Code smallest(Code failing) {
    Code smallest = failing;
    boolean smaller = true;
    while (smaller && timeLeft()) {
      Code next = smallest;
      for (Code node : nodes(smallest)) {
        next = lessOf(next, node);
      }
      smaller = next != smallest;
      smallest = next;
    }
    return smallest;
  }

  private boolean timeLeft() {
    return System.nanoTime() < end;
  }

  /** Tries what {@code node} can become; it may be gone already. */
  private Code lessOf(Code root, Code node) {
    for (List<Code> instead : replacements(node)) {
      Code candidate = replaced(root, node, instead);
      if (candidate != root && timeLeft() && fails.test(candidate)) {
        return candidate;
      }
    }
    return root;
  }

  private static List<Code> nodes(Code root) {
    List<Code> nodes = new ArrayList<>();
    collect(root, nodes);
    return nodes;
  }

  private static void collect(Code node, List<Code> to) {
    if (!(node instanceof Code.Text)) {
      to.add(node);
    }
    node.children().forEach(child -> collect(child, to));
  }

  private static List<List<Code>> replacements(Code node) {
    List<List<Code>> all = new ArrayList<>();
    switch (node) {
      case Statement statement -> {
        all.add(List.of());
        for (Code part : statement.parts()) {
          if (part instanceof Block block) {
            all.add(block.statements());
          }
        }
      }
      case Expression expression when expression.parts().size() > 1 -> {
        JavaType type = expression.type();
        all.add(List.of(Code.expression(expression.row(), type, type.literal(0))));
        all.add(List.of(Code.expression(expression.row(), type, type.literal(1))));
        for (Code part : expression.parts()) {
          if (part instanceof Expression inner && inner.type() == type) {
            all.add(List.of(inner));
          }
        }
      }
      case Expression _, Block _, Code.Text _, Code.Fixed _ -> {}
    }
    return all;
  }

  /** {@code root} itself when {@code node} is not in it. */
  private static Code replaced(Code root, Code node, List<Code> instead) {
    List<Code> children = new ArrayList<>();
    boolean changed = false;
    for (Code child : root.children()) {
      if (child == node) {
        children.addAll(instead);
        changed = true;
      } else {
        Code after = replaced(child, node, instead);
        changed |= after != child;
        children.add(after);
      }
    }
    return changed ? root.with(children) : root;
  }
}
