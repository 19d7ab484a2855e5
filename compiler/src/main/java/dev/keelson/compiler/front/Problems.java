package dev.keelson.compiler.front;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a class; the same thing at the same place counts once. Mutable. */
final class Problems {
  private final Set<Diagnostic> found = new LinkedHashSet<>();

  void add(String file, int line, Refusal refusal) {
    found.add(
        new Diagnostic(
            file, line, refusal.id(), refusal.getMessage(), refusal.reason(), refusal.remedy()));
  }

  boolean none() {
    return found.isEmpty();
  }

  /**
   * @throws CompileException with everything found, in source order, if there is anything
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      List<Diagnostic> sorted = new ArrayList<>(found);
      sorted.sort(Comparator.comparing(Diagnostic::file).thenComparingInt(Diagnostic::line));
      throw new CompileException(sorted);
    }
  }
}
