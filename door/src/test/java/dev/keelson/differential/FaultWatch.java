package dev.keelson.differential;

import dev.keelson.bpf.BpfObject;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;

/** Tells by the counters of an image's fault sites where a run ended early. Mutable. */
final class FaultWatch {
  private static final String SECTION = ".bss";

  private final List<FaultSite> sites;
  private long[] before;

  FaultWatch(BpfImage image) {
    this.sites = image.faultSites();
    this.before = new long[sites.size()];
  }

  /** The counters that an interpreter has. */
  static long[] counts(BpfImage image, Interpreter interpreter) {
    Btf types = Btf.read(image.btf().toArray(), "BTF of " + image.name());
    byte[] zeros = interpreter.map(SECTION).get(new byte[Integer.BYTES]).orElseThrow();
    int at = FaultSite.counters(types, SECTION).orElseThrow();
    long[] counts = new long[image.faultSites().size()];
    ByteBuffer.wrap(zeros, at, counts.length * Long.BYTES)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(counts);
    return counts;
  }

  /** The counters that the kernel has. */
  static long[] counts(BpfObject loaded) {
    return loaded.global(FaultSite.COUNTERS, long[].class).get();
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
