package dev.keelson.bench;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.ring.RingReader;
import java.util.Map;
import java.util.TreeMap;

/** The programs of {@code keelson latency --all}, loaded; attached only while they are measured. */
final class OurPrograms implements AutoCloseable {
  private final LoadedProgram loaded;
  private final RingReader ring;

  OurPrograms() throws ClassNotFoundException {
    // Its package is the product's own affair: keelson-bench opens it on the command line.
    loaded = Keelson.program(Class.forName("dev.keelson.latency.program.ThreadTurns")).load();
    try {
      ring = RingReader.open(loaded.object().map("TURNS"));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  AttachedPrograms attach() {
    return loaded.attachAll();
  }

  int drain() {
    return ring.drain((data, offset, sizeBytes) -> {});
  }

  ProgramRuns statistics() {
    Map<String, ProgramRuns.Program> programs = new TreeMap<>();
    for (BpfProgram program : loaded.object().programs()) {
      programs.put(
          program.name(),
          new ProgramRuns.Program(
              program.statistics().runs(),
              program.statistics().nanos(),
              program.spec().code().size(),
              program.translatedInstructions()));
    }
    return new ProgramRuns(programs);
  }

  @Override
  public void close() {
    ring.close();
    loaded.close();
  }
}
