package dev.keelson.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Injects faults and prints how well the analysis names them: {@code ./keelson-faults [--missed]
 * [--write FILE] [--seconds N] [SCENARIO...]}. With {@code --missed} it says what was slow where a
 * fault was not found; with {@code --write} the table replaces the one in that page.
 */
final class Main {
  private static final Duration USUAL = Duration.ofSeconds(8);

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = new ArrayList<>(List.of(arguments));
    boolean missed = wanted.remove("--missed");
    Optional<Page> page = option(wanted, "--write").map(Path::of).map(Page::new);
    Duration time =
        option(wanted, "--seconds").map(Long::parseLong).map(Duration::ofSeconds).orElse(USUAL);
    List<Scenario> scenarios =
        Scenarios.all().stream()
            .filter(one -> wanted.isEmpty() || wanted.contains(one.name()))
            .toList();
    List<Control> controls =
        Control.all().stream()
            .filter(one -> wanted.isEmpty() || wanted.contains(one.name()))
            .toList();
    boolean witnessed = Witness.names().stream().anyMatch(wanted::contains);
    if (scenarios.isEmpty() && controls.isEmpty() && !witnessed) {
      System.err.println(
          "keelson-faults: there is no such scenario; these are: "
              + String.join(", ", Scenarios.all().stream().map(Scenario::name).toList())
              + ", "
              + String.join(", ", Control.all().stream().map(Control::name).toList())
              + ", "
              + String.join(", ", Witness.names()));
      System.exit(2);
    }
    List<String> table = new ArrayList<>();
    Row.HEAD.forEach(line -> tell(table, line));
    for (Scenario scenario : scenarios) {
      for (Row row : new Trial(scenario, time).rows()) {
        tell(table, row.text());
        if (missed) {
          row.missed().forEach(System.out::println);
        }
      }
    }
    tell(table, "");
    Control.HEAD.forEach(line -> tell(table, line));
    for (Control control : controls) {
      tell(table, control.row(time));
    }
    tell(table, "");
    Witness.HEAD.forEach(line -> tell(table, line));
    for (String witness : Witness.names()) {
      if (wanted.isEmpty() || wanted.contains(witness)) {
        tell(table, Witness.row(witness, time));
      }
    }
    if (page.isPresent()) {
      page.get().replace(table);
    }
  }

  private static Optional<String> option(List<String> arguments, String name) {
    int place = arguments.indexOf(name);
    if (place < 0 || place + 1 == arguments.size()) {
      return Optional.empty();
    }
    String value = arguments.get(place + 1);
    arguments.subList(place, place + 2).clear();
    return Optional.of(value);
  }

  private static void tell(List<String> table, String line) {
    table.add(line);
    System.out.println(line);
  }
}
