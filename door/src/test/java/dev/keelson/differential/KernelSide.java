package dev.keelson.differential;

import dev.keelson.bpf.BpfObject;
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
  long[] faultCounts() {
    return FaultWatch.counts(loaded);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
