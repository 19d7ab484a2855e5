package dev.keelson.latency.report;

/**
 * What the person at the live screen has chosen so far.
 *
 * @param paused the screen stands still; the measurement goes on
 * @param view which table has the most room
 * @param sort what the threads are sorted by
 * @param byRun whether the causes are sorted by the whole run, not by the last second
 * @param help the explanation is shown in the place of the tables
 */
public record ScreenState(boolean paused, View view, Sort sort, boolean byRun, boolean help) {
  /** At the beginning. */
  public static final ScreenState START =
      new ScreenState(false, View.THREADS, Sort.WAITED, false, false);

  /** Which table has the most room. */
  public enum View {
    /** Threads, under the leading causes. */
    THREADS,
    /** All causes. */
    CAUSES
  }

  /** What threads are sorted by, always the largest first. */
  public enum Sort {
    /** All that kept it from going on. */
    WAITED("waited"),
    /** Time on a CPU. */
    CPU("on CPU"),
    /** Runnable, and others had the CPU. */
    RUN_QUEUE("run queue"),
    /** Its cgroup's quota was used up. */
    THROTTLED("throttled"),
    /** All else that kept it from going on. */
    BLOCKED("blocked"),
    /** What it waited since the measurement began. */
    RUN("waited in the whole run");

    private final String word;

    Sort(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** After a key was pressed; one that means nothing here changes nothing. */
  public ScreenState after(int key) {
    if (help) {
      return new ScreenState(paused, view, sort, byRun, false);
    }
    return switch (key) {
      case 'p', ' ' -> new ScreenState(!paused, view, sort, byRun, false);
      case 't' -> new ScreenState(paused, next(view), sort, byRun, false);
      case '?', 'h' -> new ScreenState(paused, view, sort, byRun, true);
      case 's' ->
          switch (view) {
            case THREADS -> new ScreenState(paused, view, next(sort), byRun, false);
            case CAUSES -> new ScreenState(paused, view, sort, !byRun, false);
          };
      default -> this;
    };
  }

  private static View next(View view) {
    return view == View.THREADS ? View.CAUSES : View.THREADS;
  }

  private static Sort next(Sort sort) {
    return switch (sort) {
      case WAITED -> Sort.CPU;
      case CPU -> Sort.RUN_QUEUE;
      case RUN_QUEUE -> Sort.THROTTLED;
      case THROTTLED -> Sort.BLOCKED;
      case BLOCKED -> Sort.RUN;
      case RUN -> Sort.WAITED;
    };
  }
}
