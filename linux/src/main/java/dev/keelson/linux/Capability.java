package dev.keelson.linux;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The capabilities that matter here; bit numbers of include/uapi/linux/capability.h,
 * capabilities(7).
 */
public enum Capability {
  CAP_DAC_OVERRIDE(1),
  CAP_DAC_READ_SEARCH(2),
  CAP_KILL(5),
  CAP_NET_ADMIN(12),
  CAP_IPC_LOCK(14),
  CAP_SYS_MODULE(16),
  CAP_SYS_PTRACE(19),
  CAP_SYS_ADMIN(21),
  CAP_SYS_NICE(23),
  CAP_SYS_RESOURCE(24),
  CAP_SYSLOG(34),
  /** Since Linux 5.8. */
  CAP_PERFMON(38),
  /** Since Linux 5.8. */
  CAP_BPF(39),
  /** Since Linux 5.9. */
  CAP_CHECKPOINT_RESTORE(40);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** The set whose mask /proc/PID/status prints in hexadecimal. */
  static Set<Capability> parse(String hexadecimal) {
    long mask = Long.parseUnsignedLong(hexadecimal, 16);
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    for (Capability capability : values()) {
      if ((mask >>> capability.bit & 1) != 0) {
        found.add(capability);
      }
    }
    return Collections.unmodifiableSet(found);
  }
}
