package dev.keelson.differential;

import dev.keelson.object.image.BpfImage;

/** An execution of compiled code; tells faults by the counters of the image's fault sites. */
abstract class CompiledSide implements Side {
  private final FaultWatch faults;

  CompiledSide(BpfImage image) {
    this.faults = new FaultWatch(image);
  }

  @Override
  public final Outcome run(String method, Numbers input) {
    Numbers output = Numbers.of(execute(method, input.bytes()));
    return new Outcome(output.toString(), faults.newFault(method, this::faultCounts));
  }

  /** The context as the program leaves it. */
  abstract byte[] execute(String method, byte[] context);

  /** How often each fault site was met so far. */
  abstract long[] faultCounts();
}
