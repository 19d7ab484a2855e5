package dev.keelson.latency.report;

import java.util.Locale;

/** Numbers as people read them: three digits and the unit that fits. */
final class ReadableUnits {
  private static final String[] TIMES = {"ns", "us", "ms", "s"};

  private ReadableUnits() {}

  /** For example {@code 870 ns}, {@code 12.3 us}, {@code 1.20 ms}, {@code 41.0 s}. */
  static String time(double nanos) {
    return scaled(nanos, 1000, "");
  }

  /** The same of whole nanoseconds: a double has more digits than are shown. */
  static String time(long nanos) {
    return time((double) nanos);
  }

  /** A variance: {@code 12.3 us^2}; a step of the unit is a million. */
  static String variance(double nanos2) {
    return scaled(nanos2, 1_000_000, "^2");
  }

  /** For example {@code 1,234,567}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A share as per cent: {@code 0.42 %}. */
  static String share(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String scaled(double value, double step, String power) {
    int unit = 0;
    double rest = value;
    // 0.9995: what would be rounded to 1000 of a unit is 1.00 of the next.
    while (unit < TIMES.length - 1 && rest >= step * 0.9995) {
      rest /= step;
      unit++;
    }
    return digits(rest, unit == 0 && power.isEmpty()) + " " + TIMES[unit] + power;
  }

  private static String digits(double value, boolean whole) {
    String format = whole || value >= 99.95 ? "%,.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
