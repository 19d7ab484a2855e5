package dev.keelson.latency;

import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Attachments;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.ring.RingReader;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.latency.program.ThreadTurns;
import dev.keelson.latency.program.ThreadTurns.CpuState;
import dev.keelson.latency.program.ThreadTurns.ThreadState;
import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel-side programs at work: compiled for this kernel, loaded, attached, their ring open.
 * Draining is confined to one thread at a time.
 */
final class Probe implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Deque<Attachment> attached = new ArrayDeque<>();
  private final BpfObject object;
  private final RingReader ring;

  /**
   * Compiles and loads; {@link #attach} is what makes it measure.
   *
   * @param process whose threads; 0 for all
   */
  Probe(int process) {
    try {
      opened.push(RunStatistics.enable());
      object = BpfObject.load(BpfCompiler.compile(request(process)));
      opened.push(object);
      ring = RingReader.open(object.map("TURNS"));
      opened.push(ring);
    } catch (Throwable e) {
      closeAll(opened, e);
      throw e;
    }
  }

  void attach() {
    for (BpfProgram program : object.programs()) {
      attached.push(Attachments.attach(program));
    }
  }

  /** Ends the measuring; what is in the ring and the maps stays readable. */
  void detach() {
    while (!attached.isEmpty()) {
      attached.pop().close();
    }
  }

  /** Adds the turns that wait in the ring. */
  int drain(Measurement measurement) {
    return ring.drain((data, offset, sizeBytes) -> measurement.add(data, offset));
  }

  /**
   * Adds what the threads have done since their last turns.
   *
   * @param endNanos when the measurement ended, CLOCK_MONOTONIC
   */
  void addUnfinished(Measurement measurement, long endNanos) {
    object
        .map("THREADS")
        .typed(Codec.of(Integer.class), Codec.of(ThreadState.class, MethodHandles.lookup()))
        .forEach((tid, thread) -> {
          boolean runs = thread.phase == ThreadTurns.RUNNING;
          long running = runs ? Math.max(0, endNanos - thread.since) : 0;
          boolean woken = thread.phase == ThreadTurns.WOKEN;
          measurement.addUnfinished(
              tid, thread.pid, thread.onCpuNanos + running, woken ? thread.offCpuNanos : -1);
        });
  }

  /** Turns that found the ring full, and events of threads for which there was no room. */
  long lost() {
    Codec<Integer> index = Codec.of(Integer.class);
    long turns =
        object.map("keelson.lost").perCpu(index, Codec.of(Long.class)).get(0).stream()
            .mapToLong(Long::longValue)
            .sum();
    long unfollowed =
        object
            .map("CPUS")
            .perCpu(index, Codec.of(CpuState.class, MethodHandles.lookup()))
            .get(0)
            .stream()
            .mapToLong(cpu -> cpu.unfollowed)
            .sum();
    return turns + unfollowed;
  }

  /** How often and how long the programs ran so far. */
  RunStatistics statistics() {
    long runs = 0;
    long nanos = 0;
    for (BpfProgram program : object.programs()) {
      RunStatistics one = program.statistics();
      runs += one.runs();
      nanos += one.nanos();
    }
    return new RunStatistics(runs, nanos);
  }

  /** Detaches and frees; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("closing the probe failed");
    while (!attached.isEmpty()) {
      opened.push(attached.removeLast());
    }
    closeAll(opened, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static CompileRequest request(int process) {
    Features features = SystemInfo.kernel().isAtLeast(6, 6) ? Features.V4 : Features.V3;
    return new CompileRequest(
        ThreadTurns.class.getName(),
        Probe::classFile,
        KernelBtf.load(),
        features,
        Map.of("PROCESS", process));
  }

  private static Optional<byte[]> classFile(String binaryName) {
    String name = binaryName.substring(binaryName.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = ThreadTurns.class.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("The class file " + name + " cannot be read.", e);
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, Throwable first) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }
}
