package dev.keelson.bench;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.program.BtfTracepoint;
import java.lang.invoke.MethodHandles;

/** A program that does nothing at every switch: what it costs is what counting costs. */
final class Nothing implements AutoCloseable {
  private final LoadedProgram loaded;
  private final AttachedPrograms attached;

  Nothing() {
    loaded = Keelson.program(Program.class, MethodHandles.lookup()).load();
    try {
      attached = loaded.attachAll();
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  static final class Program {
    private Program() {}

    @BtfTracepoint("sched_switch")
    static void nothing() {}
  }

  RunStatistics statistics() {
    return loaded.statistics();
  }

  @Override
  public void close() {
    attached.close();
    loaded.close();
  }
}
