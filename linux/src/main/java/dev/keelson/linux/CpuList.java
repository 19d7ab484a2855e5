package dev.keelson.linux;

import java.util.BitSet;

/** The kernel's way to print a set of CPUs, {@code 0-3,8,10-11}; cpuset(7), "List format". */
final class CpuList {
  private CpuList() {}

  static BitSet parse(String text) {
    BitSet cpus = new BitSet();
    for (String range : text.strip().split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      cpus.set(first, last + 1);
    }
    return cpus;
  }
}
