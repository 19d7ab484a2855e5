package dev.keelson.latency;

/** What a measurement can go without, the least missed first. */
enum Detail {
  /** The programs at interrupts. */
  INTERRUPTS(
      "time in interrupts",
      "interrupts count as the thread's own work, and nobody knows who woke whom"),

  /** Turns with neither wait nor block of any length. */
  SHORT_TURNS(
      "turns shorter than 100 us",
      "they are not counted, and where a wait is followed through them it is unexplained"),

  /** The analysis. */
  CAUSES("causes", "what came later is counted and not explained");

  private final String what;
  private final String costs;

  Detail(String what, String costs) {
    this.what = what;
    this.costs = costs;
  }

  /** What it is, for people to read. */
  String what() {
    return what;
  }

  /** What a report lacks without it. */
  String costs() {
    return costs;
  }
}
