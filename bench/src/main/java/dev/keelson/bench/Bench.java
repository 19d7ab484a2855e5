package dev.keelson.bench;

import java.util.List;

/**
 * A comparison that can be named on the command line.
 *
 * @param name what people type
 * @param line what it compares, in a line
 * @param run runs it and gives Markdown
 */
record Bench(String name, String line, Run run) {
  /** Runs a comparison. */
  @FunctionalInterface
  interface Run {
    List<String> run() throws Exception;
  }

  /** All of them. */
  static final List<Bench> ALL =
      List.of(
          new Bench(
              "ring",
              "ns to read a 64-byte record from a ring: RingReader against libbpf",
              RingBench::run),
          new Bench(
              "start",
              "command to first event, and resident memory: keelson latency against bpftrace",
              StartBench::run),
          new Bench(
              "programs",
              "ns per event and instructions of the latency programs: Java against C by clang -O2",
              ProgramsBench::run),
          new Bench(
              "kernels",
              "instructions and ns per run of sixteen small programs: Java against C by clang -O2",
              KernelsBench::run),
          new Bench(
              "overhead",
              "what a busy program loses to being observed: keelson, perf sched, bpftrace, JFR",
              OverheadBench::run),
          new Bench(
              "compile",
              "ms to compile the latency programs, in a fresh process and in a warm one",
              CompileBench::run));
}
