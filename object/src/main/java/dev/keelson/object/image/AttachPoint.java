package dev.keelson.object.image;

/** Where a program is meant to run: the closed set of attach points that an image can name. */
public sealed interface AttachPoint {
  /** The program type that the kernel expects for this attach point. */
  ProgramType programType();

  /** A BTF-typed raw tracepoint, for example {@code sched_switch}. */
  record BtfTracepoint(String tracepoint) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACING;
    }
  }

  /** A raw tracepoint: the arguments as untyped words. */
  record RawTracepoint(String tracepoint) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.RAW_TRACEPOINT;
    }
  }

  /** A classic tracepoint by tracefs category and event. */
  record Tracepoint(String category, String event) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACEPOINT;
    }
  }

  /**
   * A function of a user-space file.
   *
   * @param path the executable or library; empty when it is named at attach time
   * @param symbol function name; empty when an offset is named at attach time
   * @param onReturn whether it runs when the function returns
   */
  record Uprobe(String path, String symbol, boolean onReturn) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.KPROBE;
    }
  }

  /** Runs when user space says so, through {@code BPF_PROG_TEST_RUN}; sleepable. */
  record Syscall() implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.SYSCALL;
    }
  }

  /** A socket filter; here mostly because {@code BPF_PROG_TEST_RUN} can repeat it. */
  record SocketFilter() implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.SOCKET_FILTER;
    }
  }
}
