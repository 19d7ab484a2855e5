package dev.keelson.cli;

import dev.keelson.cli.Finding.Verdict;
import dev.keelson.linux.SystemInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keelson doctor}: one screen; status 1 when the main job cannot be done here. */
@Command(
    name = "doctor",
    description = {
      "Says what this machine, this user and this JDK can do, what is missing and how to get it.",
      "Loads and attaches small programs to find out; nothing of them stays."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int WORDS_COLUMN = 26;
  private static final int MIN_COLUMNS = 60;

  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    MachineFindings files = new MachineFindings(Path.of("/"), SystemInfo.capabilities());
    List<Finding> all = new ArrayList<>();
    show("Machine", files.machine(), all);
    show("User", files.user(), all);
    if (able(all)) { // without rights every trial would fail for the same reason
      show("Tried just now", TrialFindings.all(), all);
    }
    show("Java", JavaFindings.all(), all);
    boolean able = able(all);
    console
        .out()
        .println(
            able
                ? "Ready: ./keelson latency"
                : "Not ready: what is MISSING above keeps ./keelson latency from working.");
    return able ? 0 : 1;
  }

  /** The words as lines of at most that width, the first one marked and the others below it. */
  static List<String> wrap(String mark, String words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(mark);
    boolean empty = true;
    for (String word : words.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(mark.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }

  private static boolean able(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.MISSING);
  }

  private void show(String title, List<Finding> findings, List<Finding> all) {
    console.out().println(title);
    int width = Math.max(MIN_COLUMNS, console.columns()) - WORDS_COLUMN;
    for (Finding finding : findings) {
      List<String> lines = new ArrayList<>(wrap("", finding.found(), width));
      console
          .out()
          .printf(
              "  %-7s  %-14s %s%n", finding.verdict().word, finding.subject(), lines.removeFirst());
      if (!finding.remedy().isEmpty()) {
        lines.addAll(wrap("-> ", finding.remedy(), width));
      }
      lines.forEach(line -> console.out().println(" ".repeat(WORDS_COLUMN) + line));
    }
    all.addAll(findings);
  }
}
