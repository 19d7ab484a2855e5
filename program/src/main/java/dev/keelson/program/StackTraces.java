package dev.keelson.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Call stacks, each kept once and known by a number: what a program counts by. On the JVM the
 * numbers are those of the Java stacks of the callers.
 */
public final class StackTraces {
  // -EFAULT: there is no such stack, include/uapi/asm-generic/errno-base.h
  private static final int NONE = -14;

  private final int stacks;
  private final Map<List<StackTraceElement>, Integer> known = new HashMap<>();
  private final List<List<StackTraceElement>> byNumber = new ArrayList<>();

  StackTraces(int stacks) {
    this.stacks = stacks;
  }

  /**
   * The number of the stack of the kernel functions under way, from where the program runs;
   * negative when there is none, or another stack has its place. On the JVM there is none.
   */
  public int kernel() {
    return NONE;
  }

  /** The number of the stack of the user-space functions under way; as {@link #kernel()}. */
  public int user() {
    List<StackTraceElement> stack =
        StackWalker.getInstance()
            .walk(
                frames -> frames.skip(1).map(StackWalker.StackFrame::toStackTraceElement).toList());
    return known.computeIfAbsent(
        stack,
        fresh -> {
          byNumber.add(fresh);
          return byNumber.size() - 1;
        });
  }

  /** How many different stacks there is room for, as declared. */
  public int stacks() {
    return stacks;
  }

  /** On the JVM only: the Java stack of that number. */
  public List<StackTraceElement> stack(int number) {
    return byNumber.get(number);
  }
}
