package dev.keelson.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the programs of one side have run so far, or in one round.
 *
 * @param byProgram name -> its runs
 */
record ProgramRuns(Map<String, Program> byProgram) {
  ProgramRuns {
    byProgram = Map.copyOf(byProgram);
  }

  /**
   * One program.
   *
   * @param runs how often
   * @param nanos how long, all runs together
   * @param emitted instructions that the compiler made
   * @param translated instructions that the verifier made of them, which are what runs
   */
  record Program(long runs, long nanos, int emitted, int translated) {}

  /** Reads an answer of bench/peers/latency.c: {@code NAME RUNS NANOS EMITTED TRANSLATED,...}. */
  static ProgramRuns parse(String answer) {
    Map<String, Program> programs = new TreeMap<>();
    for (String program : answer.split(",", -1)) {
      String[] words = program.split(" ", -1);
      programs.put(
          words[0],
          new Program(
              Long.parseLong(words[1]),
              Long.parseLong(words[2]),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4])));
    }
    return new ProgramRuns(programs);
  }

  /** What was added since an earlier reading. */
  ProgramRuns since(ProgramRuns earlier) {
    Map<String, Program> added = new TreeMap<>();
    byProgram.forEach((name, program) -> {
      Program before = earlier.of(name);
      added.put(
          name,
          new Program(
              program.runs - before.runs,
              program.nanos - before.nanos,
              program.emitted,
              program.translated));
    });
    return new ProgramRuns(added);
  }

  /** The program of that name. */
  Program of(String name) {
    Program program = byProgram.get(name);
    if (program == null) {
      throw new IllegalStateException("no program " + name + "; there are " + byProgram.keySet());
    }
    return program;
  }

  /** Nanoseconds of an average run of one program. */
  double nanosPerRun(String name) {
    return perRun(of(name).nanos, of(name).runs, name);
  }

  /** Nanoseconds of an average run, whichever program it was of. */
  double nanosPerRun() {
    long nanos = byProgram.values().stream().mapToLong(Program::nanos).sum();
    long runs = byProgram.values().stream().mapToLong(Program::runs).sum();
    return perRun(nanos, runs, byProgram.keySet().toString());
  }

  private static double perRun(long nanos, long runs, String name) {
    if (runs == 0) {
      throw new IllegalStateException(name + " did not run: there is no load to measure");
    }
    return (double) nanos / runs;
  }
}
