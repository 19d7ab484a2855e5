package dev.keelson.differential;

import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.PerCpuMap;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Tells by the counters of an image's fault map where a run ended early. Mutable. */
final class FaultWatch {
  private static final String MAP = "keelson.faults";

  private final List<FaultSite> sites;
  private long[] before;

  FaultWatch(BpfImage image) {
    this.sites = image.faultSites();
    this.before = new long[sites.size()];
  }

  /** The counters that an interpreter has. */
  static long[] counts(Interpreter interpreter) {
    return interpreter.map(MAP).entries().stream()
        .mapToLong(
            entry -> ByteBuffer.wrap(entry.getValue()).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .toArray();
  }

  /** The counters that the kernel has, all CPUs together. */
  static long[] counts(BpfObject loaded) {
    PerCpuMap<Integer, Long> counters =
        loaded.map(MAP).perCpu(Codec.of(Integer.class), Codec.of(Long.class));
    return IntStream.range(0, loaded.image().faultSites().size())
        .mapToLong(site -> counters.get(site).stream().mapToLong(Long::longValue).sum())
        .toArray();
  }

  /**
   * Where the last run of {@code method} ended early.
   *
   * @param counts how often each fault site was met so far; not asked when there is none
   */
  Fault newFault(String method, Supplier<long[]> counts) {
    long[] now = sites.isEmpty() ? before : counts.get();
    Fault found = Fault.NONE;
    for (int site = 0; site < now.length; site++) {
      if (now[site] != before[site]) {
        if (!found.equals(Fault.NONE)
            || now[site] != before[site] + 1
            || !sites.get(site).program().equals(method)) {
          throw new AssertionError("one run met more than one fault: " + sites.get(site));
        }
        found = new Fault(sites.get(site).line(), sites.get(site).kind());
      }
    }
    before = now;
    return found;
  }
}
