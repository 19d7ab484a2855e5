package dev.keelson.latency.program;

import dev.keelson.program.Length;

/** When a timer expired last; lives in the map {@link ThreadTurns#TIMERS}. */
public final class Expiries {
  static final int REMEMBERED = 16;

  /** The latest times, that of the n-th expiry at n modulo 16. */
  @Length(REMEMBERED)
  final long[] at = new long[REMEMBERED];

  /** How often it expired. */
  int count;
}
