package dev.keelson.compiler;

import java.util.List;
import java.util.stream.Collectors;

/** A program that cannot be compiled: all its diagnostics, not only the first. */
public final class CompileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /**
   * @param diagnostics at least one, in source order
   */
  public CompileException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** What is wrong, in source order. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
