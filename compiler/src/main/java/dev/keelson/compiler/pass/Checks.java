package dev.keelson.compiler.pass;

import dev.keelson.compiler.Explanation.Check;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What Java checks in a function at one point of its way through the passes. A snapshot. */
public final class Checks {
  private final Set<Place> places = new LinkedHashSet<>();

  private record Place(int line, FaultKind kind) {}

  private Checks(Function function) {
    function.blocks().stream()
        .filter(block -> block.terminator() instanceof Terminator.Fault)
        .map(block -> (Terminator.Fault) block.terminator())
        .filter(fault -> ofJava(fault.kind()))
        .forEach(fault -> places.add(new Place(fault.line(), fault.kind())));
  }

  public static Checks of(Function function) {
    return new Checks(function);
  }

  private static boolean ofJava(FaultKind kind) {
    return kind != FaultKind.IN_CALLEE && kind != FaultKind.LOOP_EXHAUSTED;
  }

  /** Which of these are still there; in the order of lines. */
  public List<Check> comparedWith(Function later) {
    Checks left = of(later);
    List<Check> checks = new ArrayList<>();
    for (Place place : places) {
      checks.add(new Check(place.line(), place.kind().name(), left.places.contains(place)));
    }
    checks.sort(Comparator.comparingInt(Check::line));
    return checks;
  }
}
