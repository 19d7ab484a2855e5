package dev.keelson.testkit.interpreter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The simulated address space: every region has 4 GiB of addresses to itself, so that no offset can
 * wander from one into another unseen. Mutable, confined to one thread.
 */
final class Memory {
  private static final int REGION_SHIFT = 32;

  private final List<Region> regions = new ArrayList<>();
  private final Map<String, Region> retired = new HashMap<>();

  /** A new writable region with content. */
  Region add(String what, byte[] content) {
    return add(what, content, true, true);
  }

  Region add(String what, byte[] content, boolean writable, boolean initialised) {
    long address = (regions.size() + 1L) << REGION_SHIFT;
    Region region = new Region(what, address, content, writable, initialised);
    regions.add(region);
    return region;
  }

  /** A context, read-only, some of whose fields are pointers. */
  Region addContext(byte[] content, Map<Integer, Long> pointers) {
    long address = (regions.size() + 1L) << REGION_SHIFT;
    Region region = new Region("the context", address, content, false, true, pointers);
    regions.add(region);
    return region;
  }

  long load(long address, int sizeBytes) {
    Region region = at(address);
    return region.load(address - region.address(), sizeBytes);
  }

  void store(long address, int sizeBytes, long value) {
    Region region = at(address);
    region.store(address - region.address(), sizeBytes, value);
  }

  byte[] read(long address, int sizeBytes) {
    Region region = at(address);
    return region.read(address - region.address(), sizeBytes);
  }

  void write(long address, byte[] content) {
    Region region = at(address);
    region.write(address - region.address(), content);
  }

  /** From now on every access of the region that begins there is refused. */
  void retire(long address, String reason) {
    Region region = at(address);
    region.retire(reason);
    // One stands for all that are refused with the same words: a loop can leave millions behind.
    regions.set(
        (int) (address >>> REGION_SHIFT) - 1,
        retired.computeIfAbsent(region.what() + reason, _ -> region.gone(reason)));
  }

  /** Whether {@code sizeBytes} at {@code address} lie in a region. */
  boolean contains(long address, int sizeBytes) {
    long index = (address >>> REGION_SHIFT) - 1;
    return index >= 0
        && index < regions.size()
        && (address & 0xffff_ffffL) + sizeBytes <= regions.get((int) index).sizeBytes();
  }

  private Region at(long address) {
    long index = (address >>> REGION_SHIFT) - 1;
    if (index < 0 || index >= regions.size()) {
      throw new Violation(
          address == 0
              ? "this is the null pointer"
              : "0x" + Long.toHexString(address) + " is no address");
    }
    return regions.get((int) index);
  }
}
