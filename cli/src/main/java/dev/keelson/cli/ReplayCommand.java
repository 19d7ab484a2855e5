package dev.keelson.cli;

import dev.keelson.latency.Replay;
import dev.keelson.latency.recording.RecordingException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code keelson latency replay}: a recorded measurement, explained again. */
final class ReplayCommand implements Callable<Integer> {
  private final PositionalParamSpec file =
      PositionalParamSpec.builder()
          .type(String.class)
          .paramLabel("FILE")
          .arity("1")
          .description("What ./keelson latency --record FILE wrote, on any machine.")
          .build();

  private final ExplainOptions explaining = new ExplainOptions();
  private final ReportOptions output = new ReportOptions();
  private final Console console;

  ReplayCommand(Console console) {
    this.console = console;
  }

  CommandSpec spec() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("replay");
    spec.addPositional(file);
    explaining.addRankingTo(spec);
    output.addTo(spec);
    spec.usageMessage()
        .sortOptions(false)
        .description("Explains a recorded measurement again; needs neither rights nor a kernel.");
    return spec;
  }

  @Override
  public Integer call() {
    output.refuseWhatCannotBeWritten();
    Path recording = Path.of(file.<String>getValue());
    Replay replay = replay(recording);
    output.write(replay.report(), explaining.listOverNanos(), console);
    replay.note().ifPresent(note -> console.err().println("keelson: " + note));
    return 0;
  }

  private Replay replay(Path recording) {
    try {
      return Replay.of(recording, explaining.ranking());
    } catch (RecordingException e) {
      throw Failure.failed(e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw Failure.failed("there is no file " + recording + ".", e);
    } catch (IOException e) {
      throw Failure.failed("%s cannot be read: %s".formatted(recording, e.getMessage()), e);
    }
  }
}
