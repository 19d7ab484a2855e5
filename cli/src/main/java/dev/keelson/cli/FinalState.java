package dev.keelson.cli;

import dev.keelson.LoadedProgram;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is left when a program has run: its maps, what was lost, where it ended early.
 *
 * @param entries how many entries of a map are printed at most
 */
record FinalState(LoadedProgram loaded, DeclaredFields fields, int entries) {

  void print(Console console) {
    fields.ofType(HashMap.class).forEach((name, map) -> print(console, name, entriesOf(name, map)));
    fields.ofType(Array.class).forEach((name, map) -> print(console, name, entriesOf(name, map)));
    if (loaded.lost() > 0) {
      console.err().printf("%,d events found their ring full and are lost.%n", loaded.lost());
    }
    for (LoadedProgram.Fault fault : loaded.faults()) {
      console
          .err()
          .printf(
              "%s:%d: %s in %s, %,d times: the program ended there.%n",
              fault.site().file(),
              fault.site().line(),
              fault.site().kind(),
              fault.site().program(),
              fault.count());
    }
  }

  private Map<?, ?> entriesOf(String name, HashMap<?, ?> map) {
    if (!loaded.object().hasMap(name)) {
      return Map.of();
    }
    return loaded.object().map(name).spec().type().perCpu()
        ? loaded.perCpu(map).toMap()
        : loaded.map(map).toMap();
  }

  private Map<?, ?> entriesOf(String name, Array<?> array) {
    if (!loaded.object().hasMap(name)) {
      return Map.of();
    }
    if (loaded.object().map(name).spec().type().perCpu()) {
      return loaded.perCpu(array).toMap();
    }
    Map<Integer, Object> values = new TreeMap<>();
    for (Object value : loaded.map(array).toList()) {
      values.put(values.size(), value);
    }
    return values;
  }

  private void print(Console console, String name, Map<?, ?> all) {
    console.out().printf("%s: %,d entries%n", name, all.size());
    all.entrySet().stream()
        .limit(entries)
        .forEach(entry ->
            console
                .out()
                .printf(
                    "  %-12s %s%n", ValueText.of(entry.getKey()), ValueText.of(entry.getValue())));
    if (all.size() > entries) {
      console.out().printf("  ... and %,d more%n", all.size() - entries);
    }
  }
}
