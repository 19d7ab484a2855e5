package dev.keelson.object.image;

import java.util.List;

/** Where a program is meant to run: the closed set of attach points that an image can name. */
public sealed interface AttachPoint {
  /** The program type that the kernel expects for this attach point. */
  ProgramType programType();

  /**
   * Whether an attachment there can carry a cookie for the program: the kinds for which the kernel
   * has {@code bpf_get_attach_cookie}, kernel/trace/bpf_trace.c. The cookies of static probes are
   * taken: they say which place it is.
   */
  default boolean hasCookie() {
    return switch (this) {
      case BtfTracepoint _,
          RawTracepoint _,
          Tracepoint _,
          Kprobe _,
          KprobeMulti _,
          Uprobe _,
          UprobeMulti _,
          Fentry _,
          Fexit _,
          FmodRet _,
          Lsm _,
          PerfEvent _ ->
          true;
      case Usdt _,
          Syscall _,
          Xdp _,
          Tc _,
          Cgroup _,
          SkLookup _,
          FlowDissector _,
          SocketFilter _,
          Iterator _,
          StructOps _ ->
          false;
    };
  }

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

  /**
   * Each packet that a network device receives, before the kernel's network stack.
   *
   * @param device its name; empty when it is named at attach time
   */
  record Xdp(String device) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.XDP;
    }
  }

  /**
   * Each packet that passes a network device (TCX).
   *
   * @param egress whether it sees those that go out, instead of those that come in
   * @param device its name; empty when it is named at attach time
   */
  record Tc(boolean egress, String device) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.SCHED_CLS;
    }
  }

  /**
   * What the processes of a cgroup do.
   *
   * @param path the cgroup's folder; empty when it is named at attach time
   */
  record Cgroup(CgroupHook hook, String path) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return hook.programType();
    }
  }

  /** Each packet that opens something new in a network namespace, before the socket is found. */
  record SkLookup() implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.SK_LOOKUP;
    }
  }

  /** Where a network namespace takes a packet's headers apart. */
  record FlowDissector() implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.FLOW_DISSECTOR;
    }
  }

  /**
   * What a packet socket at a network device is to receive.
   *
   * @param device its name; empty when it is named at attach time
   */
  record SocketFilter(String device) implements AttachPoint {
    /** One whose device is named at attach time. */
    public SocketFilter() {
      this("");
    }

    @Override
    public ProgramType programType() {
      return ProgramType.SOCKET_FILTER;
    }
  }

  /**
   * A kernel function by way of a breakpoint.
   *
   * @param function its symbol
   * @param onReturn whether it runs when the function returns
   */
  record Kprobe(String function, boolean onReturn) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.KPROBE;
    }
  }

  /**
   * Many kernel functions by one link.
   *
   * @param patterns names, each with any number of {@code *}
   * @param onReturn whether it runs when a function returns
   */
  record KprobeMulti(List<String> patterns, boolean onReturn) implements AttachPoint {
    public KprobeMulti {
      patterns = List.copyOf(patterns);
    }

    @Override
    public ProgramType programType() {
      return ProgramType.KPROBE;
    }
  }

  /**
   * Many functions of a user-space file by one link.
   *
   * @param path the executable or library
   * @param patterns names, each with any number of {@code *}
   * @param onReturn whether it runs when a function returns
   */
  record UprobeMulti(String path, List<String> patterns, boolean onReturn) implements AttachPoint {
    public UprobeMulti {
      patterns = List.copyOf(patterns);
    }

    @Override
    public ProgramType programType() {
      return ProgramType.KPROBE;
    }
  }

  /**
   * A static probe of a user-space file, all its places.
   *
   * @param path the executable or library; empty when it is named at attach time
   * @param arguments how many of the probe's arguments the program reads
   */
  record Usdt(String path, String provider, String probe, int arguments) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.KPROBE;
    }
  }

  /** The entry of a kernel function, by a trampoline. */
  record Fentry(String function) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACING;
    }
  }

  /** The return of a kernel function, by a trampoline. */
  record Fexit(String function) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACING;
    }
  }

  /** In the place of a kernel function that allows it, or before it. */
  record FmodRet(String function) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACING;
    }
  }

  /** A hook of the security module framework, for example {@code file_open}. */
  record Lsm(String hook) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.LSM;
    }
  }

  /** Runs for each element of what the kernel can walk, for example {@code task}. */
  record Iterator(String target) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.TRACING;
    }
  }

  /**
   * A counter of the kernel or the processor, on every CPU.
   *
   * @param every events between two runs, or runs per second when {@code perSecond}
   */
  record PerfEvent(PerfEventKind kind, long every, boolean perSecond) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.PERF_EVENT;
    }
  }

  /**
   * A function of a struct of function pointers that the kernel calls.
   *
   * @param member the function's name in the struct
   * @param name under which the struct is registered
   */
  record StructOps(String struct, String member, String name) implements AttachPoint {
    @Override
    public ProgramType programType() {
      return ProgramType.STRUCT_OPS;
    }
  }
}
