package dev.keelson.compiler.front;

import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** From how many places each method is called, among the methods that one program reaches. */
final class CallSites {
  /** Calls of these become instructions; the bodies, for the JVM, call much that is not. */
  private static final String LIBRARY = "dev/keelson/program/";

  private final ClassLibrary library;
  private final Map<MethodBody, Integer> sites = new HashMap<>();

  private CallSites(ClassLibrary library) {
    this.library = library;
  }

  static CallSites of(ClassLibrary library, MethodBody program) {
    CallSites counted = new CallSites(library);
    Set<MethodBody> seen = new HashSet<>(Set.of(program));
    Deque<MethodBody> left = new ArrayDeque<>(seen);
    while (!left.isEmpty()) {
      for (MethodBody.Step step : left.pop().steps()) {
        if (step.instruction() instanceof InvokeInstruction invoke) {
          counted
              .target(invoke)
              .ifPresent(called -> {
                counted.sites.merge(called, 1, Integer::sum);
                if (seen.add(called)) {
                  left.push(called);
                }
              });
        }
      }
    }
    return counted;
  }

  /** The number of calls of the method in the text of the program and of what it calls. */
  int of(MethodBody body) {
    return sites.getOrDefault(body, 0);
  }

  /** Whether some method and the number of its calls are such. */
  boolean any(BiPredicate<MethodBody, Integer> such) {
    return sites.entrySet().stream().anyMatch(one -> such.test(one.getKey(), one.getValue()));
  }

  private Optional<MethodBody> target(InvokeInstruction invoke) {
    String owner = invoke.owner().asInternalName();
    boolean passedOver =
        owner.startsWith("java/") || owner.startsWith("[") || owner.startsWith(LIBRARY);
    if (passedOver) {
      return Optional.empty();
    }
    try {
      return library
          .find(owner.replace('/', '.'))
          .flatMap(
              source -> source.method(invoke.name().stringValue(), invoke.type().stringValue()));
    } catch (Refusal | Malformed _) {
      // The call itself, when it is translated, says what is wrong with its class.
      return Optional.empty();
    }
  }
}
