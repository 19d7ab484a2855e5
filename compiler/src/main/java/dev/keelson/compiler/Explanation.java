package dev.keelson.compiler;

import java.util.List;

/**
 * What the compiler decided, for people who ask why: how much of everything each method of a class
 * needs, what became of its calls and loops, and which checks it can do without.
 *
 * @param className as users know it
 * @param functions programs, each followed by the functions that it calls
 * @param calls what became of calls, a sentence each
 * @param memory what went where when the stack was too small for it, a sentence each
 */
public record Explanation(
    String className, List<Function> functions, List<String> calls, List<String> memory) {

  public Explanation {
    functions = List.copyOf(functions);
    calls = List.copyOf(calls);
    memory = List.copyOf(memory);
  }

  /**
   * A program, or a method that became a function of its own.
   *
   * @param program the program that it belongs to
   * @param name the Java method's name, with a number where there are several of it
   * @param instructions slots of the code
   * @param stackBytes bytes of stack, of the 512 that a program and all it calls have together
   * @param spills values that found no register
   * @param loops how each loop is known to end
   * @param checks what Java checks at run time, in the order of lines
   */
  public record Function(
      String program,
      String name,
      int instructions,
      int stackBytes,
      int spills,
      List<Loop> loops,
      List<Check> checks) {
    public Function {
      loops = List.copyOf(loops);
      checks = List.copyOf(checks);
    }
  }

  /**
   * A loop.
   *
   * @param line 1-based, of its test
   * @param form in which it is known to end
   * @param why what is known of its turns
   */
  public record Loop(int line, String form, String why) {}

  /**
   * Something that Java checks.
   *
   * @param line 1-based
   * @param kind what a failure is called, for example {@code NULL_POINTER}
   * @param kept whether it is there; one that is not cannot fail
   */
  public record Check(int line, String kind, boolean kept) {}

  /** As it is shown. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(className);
    for (Function function : functions) {
      boolean program = function.name().equals(function.program());
      text.append("\n  ").append(function.name());
      text.append(program ? "" : " (function of " + function.program() + ")");
      text.append(
          ": %d instructions, %d bytes of stack, %d %s"
              .formatted(
                  function.instructions(),
                  function.stackBytes(),
                  function.spills(),
                  function.spills() == 1 ? "spill" : "spills"));
      for (Loop loop : function.loops()) {
        text.append("\n    line %d: loop, %s: %s".formatted(loop.line(), loop.form(), loop.why()));
      }
      for (Check check : function.checks()) {
        text.append("\n    line %d: %s ".formatted(check.line(), check.kind()));
        text.append(check.kept() ? "is checked" : "cannot happen: no check");
      }
    }
    calls.forEach(call -> text.append("\n  ").append(call));
    memory.forEach(one -> text.append("\n  ").append(one));
    return text.toString();
  }
}
