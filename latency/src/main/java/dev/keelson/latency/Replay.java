package dev.keelson.latency;

import dev.keelson.latency.cause.CauseAnalysis;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.recording.RecordingHeader;
import dev.keelson.latency.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A recorded measurement, analysed again: without a kernel, without a JVM, on any machine.
 *
 * @param report as the measurement would have given it; what observing cost is not recorded
 * @param note what is wrong with the file, for example that it ends early; empty if nothing
 */
public record Replay(LatencyReport report, Optional<String> note) {
  /**
   * Reads a recording and explains it.
   *
   * @param settings what is ranked
   * @throws dev.keelson.latency.recording.RecordingException when the file is no recording, or
   *     damaged
   * @throws IOException when there is no such file, or it may not be read
   */
  public static Replay of(Path file, CauseAnalysis.Settings settings) throws IOException {
    try (RecordingReader reader = RecordingReader.open(file)) {
      RecordingHeader header = reader.header();
      Origin origin = new Origin(header.startNanos(), header.startEpochMillis());
      CauseAnalysis analysis = new CauseAnalysis(settings, origin, header.machine());
      Measurement measurement = new Measurement(_ -> "");
      long lost = 0;
      long last = header.startNanos();
      for (Optional<Fact> next = reader.next(); next.isPresent(); next = reader.next()) {
        Fact fact = next.get();
        analysis.accept(fact);
        if (fact instanceof Turn turn) {
          measurement.add(turn);
          last = Math.max(last, turn.endNanos());
          analysis.settle(last);
        } else if (fact instanceof Fact.Named named) {
          measurement.named(named.tid(), named.name());
        } else if (fact instanceof Fact.Lost some) {
          lost += some.turns();
        }
      }
      header = reader.header(); // the last one knows the most
      long duration = reader.endNanos().orElse(last) - header.startNanos();
      int pid = header.callerPid();
      String workload = pid == 0 ? "all" : "pid " + pid;
      LatencyReport report =
          new LatencyReport(
              new LatencyReport.Subject(
                  header.target(),
                  pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid),
                  header.command()),
              header.kernel(),
              Optional.of(header.jvm()).filter(jvm -> !jvm.isEmpty()),
              duration,
              List.of(measurement.report(workload, header.startEpochMillis(), duration)),
              new ObserverCost(false, 0, measurement.turns(), lost, 0, 0, 0, 0),
              Optional.of(analysis.finish()));
      return new Replay(report, reader.note());
    }
  }
}
