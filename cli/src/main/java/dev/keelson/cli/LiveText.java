package dev.keelson.cli;

import dev.keelson.latency.LiveView;
import dev.keelson.latency.Summary;
import java.util.Locale;

/** The text of the live line. What matters most stands first: a narrow terminal cuts the end. */
final class LiveText {
  private LiveText() {}

  static String of(String name, LiveView view) {
    Summary wait = view.runQueueWait();
    return String.format(
        Locale.ROOT,
        "%s %.1f s  run-queue wait p50 %s p99 %s max %s  %,d waits  %,d %s%s",
        name,
        view.elapsedNanos() / 1e9,
        time(wait.p50Nanos()),
        time(wait.p99Nanos()),
        time(wait.maxNanos()),
        wait.count(),
        view.threads(),
        view.threads() == 1 ? "thread" : "threads",
        view.lost() == 0 ? "" : String.format(Locale.ROOT, "  %,d LOST", view.lost()));
  }

  /** A time with three digits and its unit: {@code 870 ns}, {@code 4.21 us}, {@code 12.0 ms}. */
  static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    double value = nanos / 1e3;
    String unit = "us";
    if (nanos >= 1_000_000_000L) {
      value = nanos / 1e9;
      unit = "s";
    } else if (nanos >= 1_000_000L) {
      value = nanos / 1e6;
      unit = "ms";
    }
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit);
  }
}
