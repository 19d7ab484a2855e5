package dev.keelson.differential;

import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.PerCpuMap;
import dev.keelson.object.image.BpfImage;

/** Compiled code in the running kernel. */
final class KernelSide extends CompiledSide {
  private final BpfObject loaded;

  KernelSide(BpfImage image) {
    super(image);
    this.loaded = BpfObject.load(image);
  }

  @Override
  byte[] execute(String method, byte[] context) {
    return loaded.program(method).testRun(context).context().toArray();
  }

  @Override
  long[] faultCounts(int sites) {
    PerCpuMap<Integer, Long> counters =
        loaded.map(FAULTS).perCpu(Codec.of(Integer.class), Codec.of(Long.class));
    long[] counts = new long[sites];
    for (int site = 0; site < sites; site++) {
      counts[site] = counters.get(site).stream().mapToLong(Long::longValue).sum();
    }
    return counts;
  }

  @Override
  public void close() {
    loaded.close();
  }
}
