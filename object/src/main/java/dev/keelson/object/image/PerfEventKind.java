package dev.keelson.object.image;

/**
 * What perf_event_open(2) counts, by type and configuration: {@code enum perf_type_id}, {@code enum
 * perf_sw_ids} and {@code enum perf_hw_id}, include/uapi/linux/perf_event.h (6.18).
 */
public enum PerfEventKind {
  CPU_CLOCK(1, 0),
  TASK_CLOCK(1, 1),
  PAGE_FAULTS(1, 2),
  CONTEXT_SWITCHES(1, 3),
  CPU_MIGRATIONS(1, 4),
  PAGE_FAULTS_MINOR(1, 5),
  PAGE_FAULTS_MAJOR(1, 6),
  CPU_CYCLES(0, 0),
  INSTRUCTIONS(0, 1),
  CACHE_REFERENCES(0, 2),
  CACHE_MISSES(0, 3),
  BRANCH_INSTRUCTIONS(0, 4),
  BRANCH_MISSES(0, 5);

  private final int type;
  private final int config;

  PerfEventKind(int type, int config) {
    this.type = type;
    this.config = config;
  }

  /** {@code PERF_TYPE_SOFTWARE} or {@code PERF_TYPE_HARDWARE}. */
  public int type() {
    return type;
  }

  /** Which event of that type. */
  public int config() {
    return config;
  }
}
