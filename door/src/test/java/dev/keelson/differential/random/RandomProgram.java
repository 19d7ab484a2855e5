package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Block;
import dev.keelson.differential.random.Scope.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A class with a program {@code run}, which does something at random, and a program {@code audit},
 * which tells what earlier runs left in memory.
 *
 * @param name its simple name
 * @param code the whole source file
 */
record RandomProgram(String name, Code code) {
  static final String PACKAGE = "dev.keelson.differential.random.made";

  /** The program that {@code seed} makes. */
  static RandomProgram of(String name, long seed) {
    Draw draw = new Draw(seed);
    Writing writing = new Writing(draw, draw.any(5, 10, 20, 40), draw.oneIn(3));
    choose(writing);
    Scope scope = Scope.outermost();
    List<Code> members = new ArrayList<>();
    for (Feature feature : writing.features()) {
      members.addAll(feature.members(scope));
    }
    members.add(run(writing, scope.inner()));
    List<Code> audit = new ArrayList<>();
    writing.features().forEach(feature -> audit.addAll(feature.audit()));
    members.add(Code.fixed(head("audit"), new Block(audit), "\n"));
    return new RandomProgram(
        name,
        Code.fixed(
            """
            package %s;
            import dev.keelson.differential.Numbers;
            import dev.keelson.program.*;
            final class %s \
            """
                .formatted(PACKAGE, name),
            new Block(members)));
  }

  /**
   * Each program uses some features and lacks the others: what shows only when something is absent
   * is found too.
   */
  private static void choose(Writing writing) {
    Draw draw = writing.draw();
    Structs structs = new Structs(writing, draw.oneIn(2));
    List<Feature> all =
        List.of(
            structs,
            new MapUses(writing, structs),
            new Choices(writing),
            new SealedTypes(writing),
            new StaticFields(writing),
            new Calls(writing),
            new Looping(writing, false),
            new Looping(writing, true),
            new LibraryCalls(writing),
            new LocalArrays(writing, false),
            new LocalArrays(writing, true));
    int chance = draw.any(15, 35, 60);
    for (Feature feature : all) {
      if (draw.percent(chance)) {
        writing.add(feature);
      }
    }
    if (writing.features().isEmpty()) {
      writing.add(draw.of(all));
    }
  }

  private static Code run(Writing writing, Scope scope) {
    for (String field : List.of("a", "b", "result")) {
      scope.add(new Variable("n." + field, JavaType.LONG, true));
    }
    for (String field : List.of("c", "d", "small", "flag")) {
      scope.add(new Variable("n." + field, JavaType.INT, true));
    }
    List<Code> body = new ArrayList<>();
    writing.features().forEach(feature -> body.addAll(feature.opening(scope)));
    for (int i = writing.draw().between(2, 10); i > 0; i--) {
      body.addAll(writing.statements(scope, 3, 1).statements());
    }
    for (Variable variable : scope.all(Variable.class)) {
      String name = variable.name();
      body.add(
          Code.statement(
              Row.ARITHMETIC,
              "n.result = n.result * 31 + "
                  + (variable.type() == JavaType.BOOLEAN ? "(" + name + " ? 1 : 0)" : name)
                  + ";"));
    }
    return Code.fixed(head("run"), new Block(body), "\n");
  }

  private static String head(String method) {
    return "@SyscallProgram static void " + method + "(Numbers n) ";
  }

  /** With its package. */
  String className() {
    return PACKAGE + "." + name;
  }

  String source() {
    return code.source();
  }

  Set<Row> rows() {
    return code.rows();
  }
}
