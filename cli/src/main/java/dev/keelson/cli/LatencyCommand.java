package dev.keelson.cli;

import dev.keelson.cli.top.TopScreen;
import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LatencySession;
import dev.keelson.latency.Target;
import dev.keelson.latency.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code keelson latency}: how long threads wait for a CPU, and how long they are off it. Described
 * by calls instead of annotations, for its start: {@link KeelsonCommand}.
 */
final class LatencyCommand implements Callable<Integer> {
  private static final Duration DEMO = Duration.ofSeconds(5);
  private static final Duration DEMO_TO_WATCH = Duration.ofSeconds(20);
  private static final Duration SHORT_LOOK = Duration.ofMillis(1);

  private final OptionSpec pidOption =
      OptionSpec.builder("--pid")
          .type(Integer.class)
          .paramLabel("N")
          .description("Measure this process.")
          .build();

  private final OptionSpec allOption =
      flag("--all").description("Measure every process of the machine.").build();

  private final PositionalParamSpec commandWords =
      PositionalParamSpec.builder()
          .type(List.class)
          .auxiliaryTypes(String.class)
          .initialValue(List.of())
          .paramLabel("COMMAND")
          .arity("0..*")
          .hideParamSyntax(true)
          .description("Start this command and measure it.")
          .build();

  private final OptionSpec durationOption =
      OptionSpec.builder("--duration")
          .type(Duration.class)
          .paramLabel("TIME")
          .converters(new DurationWord())
          .description("End after 10s, 500ms, 2m; a built-in workload takes 5s, or 20s with --top.")
          .build();

  private final OptionSpec noLiveOption =
      flag("--no-live")
          .description("No live line while it runs (there is none without a terminal).")
          .build();

  private final OptionSpec topOption =
      flag("--top")
          .description("Show a live screen: causes, threads and worst waits, each second.")
          .build();

  private final OptionSpec untilFirstEventOption =
      flag("--until-first-event")
          .hidden(true)
          .description("End at the first event with a line that says so: for ./keelson-bench.")
          .build();

  private final ExplainOptions explaining = new ExplainOptions();
  private final ReportOptions output = new ReportOptions();
  private final Console console;
  private final KeelsonCommand root;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  LatencyCommand(Console console, KeelsonCommand root) {
    this.console = console;
    this.root = root;
  }

  private static OptionSpec.Builder flag(String name) {
    return OptionSpec.builder(name).type(boolean.class).initialValue(false);
  }

  CommandSpec spec() {
    spec.name("latency")
        .addOption(pidOption)
        .addOption(allOption)
        .addPositional(commandWords)
        .addOption(durationOption)
        .addOption(noLiveOption)
        .addOption(topOption)
        .addOption(untilFirstEventOption);
    explaining.addTo(spec);
    output.addTo(spec);
    spec.addSubcommand("replay", new ReplayCommand(console).spec());
    spec.parser().stopAtPositional(true); // what follows COMMAND is the command's own
    spec.usageMessage()
        .sortOptions(false)
        .customSynopsis(
            "keelson latency [OPTIONS]",
            "       keelson latency [OPTIONS] --pid N",
            "       keelson latency [OPTIONS] --all",
            "       keelson latency [OPTIONS] [--] COMMAND [ARGUMENTS]",
            "       keelson latency replay [OPTIONS] FILE")
        .description(
            "Measures how long threads wait for a CPU and how long they are off it, and says",
            "why: each slow wait with its causes, in nanoseconds that add up.",
            "Without a target: two built-in workloads, side by side.")
        .footer(
            "",
            "  ./keelson latency                   the built-in workloads cpu and mixed",
            "  ./keelson latency --pid 4711        until Ctrl-C, or --duration 10s",
            "  ./keelson latency --top --pid 4711  a live screen; ? explains it",
            "  ./keelson latency java -jar app.jar from its first instruction to its end",
            "",
            "Ctrl-C ends the measurement and prints the report; a second one ends all.",
            "Exit status: that of COMMAND where it ended by itself, else as for keelson.",
            "What this measures, and how well: docs/latency.md");
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Integer pid = pidOption.getValue();
    boolean all = allOption.getValue();
    List<String> command = commandWords.getValue();
    if ((pid == null ? 0 : 1) + (all ? 1 : 0) + (command.isEmpty() ? 0 : 1) > 1) {
      throw Failure.usage("--pid, --all and COMMAND exclude each other: name one target.");
    }
    if (pid != null && pid < 1) {
      throw Failure.usage("--pid wants a process id of at least 1, not " + pid + ".");
    }
    if (command.isEmpty() ? endsBeforeTheCommand() : command.getFirst().isBlank()) {
      throw Failure.usage("COMMAND is empty: name a program to start and measure.");
    }
    output.refuseWhatCannotBeWritten();
    if (topOption.<Boolean>getValue()) {
      refuseTop(command);
    }
    Interrupt interrupt = Interrupt.install(console.err());
    if (pid != null) {
      return measure(new Target.RunningProcess(pid), "pid " + pid, interrupt);
    }
    if (all) {
      return measure(new Target.All(), "all", interrupt);
    }
    if (!command.isEmpty()) {
      String program = command.getFirst();
      return measure(
          new Target.Command(command), program.substring(program.lastIndexOf('/') + 1), interrupt);
    }
    return measureWorkloads(interrupt);
  }

  /** Whether the words end with {@code --}: a script whose variable for the command was empty. */
  private boolean endsBeforeTheCommand() {
    return spec.root().commandLine().getParseResult().originalArgs().getLast().equals("--");
  }

  private static void refuseTop(List<String> command) {
    Optional<String> obstacle =
        TopScreen.obstacle(Optional.ofNullable(System.getenv("TERM")).orElse(""));
    if (obstacle.isPresent()) {
      throw Failure.usage(obstacle.get());
    }
    if (!command.isEmpty()) {
      throw Failure.usage(
          "--top and COMMAND would write over each other: start the command in another terminal and"
              + " give --pid N.");
    }
  }

  private LatencySession session(Target target, String name) {
    LatencySession session =
        LatencySession.start(target, name, ImageFolder.own(), explaining.settings());
    if (root.debug()) {
      console.err().println("programs: " + session.imageOrigin());
    }
    return session;
  }

  private int measure(Target target, String name, Interrupt interrupt) throws InterruptedException {
    try (LatencySession session = session(target, name)) {
      if (untilFirstEventOption.getValue()) {
        return awaitFirstEvent(session, interrupt);
      }
      boolean ended =
          watch(session, name, Optional.ofNullable(durationOption.getValue()), interrupt);
      LatencyReport report = stop(session);
      output.write(report, explaining.listOverNanos(), console);
      session.recordingFailure().ifPresent(failure -> console.err().println("keelson: " + failure));
      // A Ctrl-C reaches the command too: how it ended then says nothing of its own.
      OptionalInt status = ended && !interrupt.asked() ? session.exitStatus() : OptionalInt.empty();
      return status.orElse(0);
    }
  }

  /** The flight recorder's last words take some seconds, in which a person should see why. */
  private LatencyReport stop(LatencySession session) {
    try (LiveLine line = LiveLine.on(console, !noLiveOption.<Boolean>getValue())) {
      line.show(() -> "waiting for what the flight recorder saw last ...");
      return session.stop();
    }
  }

  private int awaitFirstEvent(LatencySession session, Interrupt interrupt)
      throws InterruptedException {
    while (!session.hasRecords() && !interrupt.asked()) {
      if (session.awaitEnd(SHORT_LOOK)) {
        throw Failure.failed("the target ended before its first event.");
      }
    }
    console.out().println("first");
    return 0;
  }

  private int measureWorkloads(Interrupt interrupt) throws InterruptedException {
    if (explaining.settings().recording().isPresent()) {
      throw Failure.usage("--record wants one target: --pid N, --all or COMMAND.");
    }
    Duration asked = durationOption.getValue();
    Duration usual = topOption.<Boolean>getValue() ? DEMO_TO_WATCH : DEMO;
    Duration each = asked == null ? usual : asked;
    List<LatencyReport> reports = new ArrayList<>();
    for (Workload workload : List.of(Workload.CPU, Workload.MIXED)) {
      if (interrupt.asked()) {
        break;
      }
      Target target = new Target.Command(workload.command(each));
      try (LatencySession session = session(target, workload.title())) {
        boolean ended = watch(session, workload.title(), Optional.empty(), interrupt);
        LatencyReport report = stop(session);
        int status = ended ? session.exitStatus().orElse(0) : 0;
        if (status != 0 && !interrupt.asked()) {
          throw Failure.failed(
              "the built-in workload %s failed with status %d; what it said stands above."
                  .formatted(workload.title(), status));
        }
        reports.add(report);
      }
    }
    output.write(
        LatencyReport.sideBySide(
            new LatencyReport.Subject("demo", OptionalInt.empty(), List.of()), reports),
        explaining.listOverNanos(),
        console);
    return 0;
  }

  /**
   * Shows what goes on until the target ends, time is up, or Ctrl-C; true when the target ended.
   */
  private boolean watch(
      LatencySession session, String name, Optional<Duration> limit, Interrupt interrupt)
      throws InterruptedException {
    Watch watch = new Watch(session, name, limit, interrupt);
    return topOption.<Boolean>getValue()
        ? watch.onScreen()
        : watch.onLine(console, !noLiveOption.<Boolean>getValue());
  }
}
