package dev.keelson.differential;

import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import java.util.List;

/** An execution of compiled code; tells faults by the counters of the image's fault map. */
abstract class CompiledSide implements Side {
  static final String FAULTS = "keelson.faults";

  private final BpfImage image;
  private long[] before;

  CompiledSide(BpfImage image) {
    this.image = image;
    this.before = new long[image.faultSites().size()];
  }

  @Override
  public final Outcome run(String method, Numbers input) {
    Numbers output = Numbers.of(execute(method, input.bytes()));
    return new Outcome(output.toString(), newFaultLine(method));
  }

  /** The context as the program leaves it. */
  abstract byte[] execute(String method, byte[] context);

  /** How often each fault site was met so far, all CPUs together. */
  abstract long[] faultCounts(int sites);

  private int newFaultLine(String method) {
    List<FaultSite> sites = image.faultSites();
    if (sites.isEmpty()) {
      return 0;
    }
    long[] now = faultCounts(sites.size());
    int line = 0;
    for (int site = 0; site < now.length; site++) {
      if (now[site] != before[site]) {
        if (line != 0
            || now[site] != before[site] + 1
            || !sites.get(site).program().equals(method)) {
          throw new AssertionError("one run met more than one fault: " + sites.get(site));
        }
        line = sites.get(site).line();
      }
    }
    before = now;
    return line;
  }
}
