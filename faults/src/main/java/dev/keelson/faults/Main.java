package dev.keelson.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Injects faults and prints how well the analysis names them: {@code ./keelson-faults [--missed]
 * [--seconds N] [SCENARIO...]}. With {@code --missed} it says what was slow where a fault was not
 * found.
 */
final class Main {
  private static final Duration USUAL = Duration.ofSeconds(8);

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = new ArrayList<>(List.of(arguments));
    boolean missed = wanted.remove("--missed");
    Duration time = USUAL;
    if (wanted.size() >= 2 && wanted.getFirst().equals("--seconds")) {
      time = Duration.ofSeconds(Long.parseLong(wanted.get(1)));
      wanted.subList(0, 2).clear();
    }
    List<Scenario> chosen = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      if (wanted.isEmpty() || wanted.contains(scenario.name())) {
        chosen.add(scenario);
      }
    }
    if (chosen.isEmpty()) {
      System.err.println(
          "keelson-faults: there is no such scenario; these are: "
              + String.join(", ", Scenarios.all().stream().map(Scenario::name).toList()));
      System.exit(2);
    }
    Row.HEAD.forEach(System.out::println);
    for (Scenario scenario : chosen) {
      for (Row row : new Trial(scenario, time).rows()) {
        System.out.println(row.text());
        if (missed) {
          row.missed().forEach(System.out::println);
        }
      }
    }
  }
}
