package dev.keelson.latency.source;

import dev.keelson.latency.fact.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The CPU bandwidth that the cgroups of a process may use: its own one and all above it, in the
 * version 1 or 2 tree, whichever has the cpu controller. cgroups(7),
 * Documentation/scheduler/sched-bwc.rst, Documentation/admin-guide/cgroup-v2.rst.
 */
final class CgroupQuotas {
  private static final long NANOS_A_MICRO = 1000;

  private CgroupQuotas() {}

  /** A cgroup tree that is mounted: of {@code root} and what is below it. */
  private record Mount(String root, Path point) {
    /** The folder of a cgroup; empty when it is not below the root. */
    Optional<Path> folder(String cgroup) {
      if (!root.equals("/") && !cgroup.equals(root) && !cgroup.startsWith(root + "/")) {
        return Optional.empty();
      }
      String below = root.equals("/") ? cgroup : cgroup.substring(root.length());
      return Optional.of(point.resolve(below.substring(Math.min(1, below.length()))).normalize());
    }
  }

  /**
   * Those that have a limit, the innermost first.
   *
   * @param cgroups what /proc/PID/cgroup says
   * @param mountinfo what /proc/self/mountinfo says, proc_pid_mountinfo(5)
   */
  static List<Fact> of(String cgroups, String mountinfo) {
    for (String line : cgroups.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      boolean second = parts[1].isEmpty();
      boolean hasCpu = Arrays.asList(parts[1].split(",", -1)).contains("cpu");
      if (second || hasCpu) {
        List<Fact> quotas = quotas(parts[2], mount(mountinfo, second), second);
        // In a mixed tree version 2 is there too, without the controller and so without limits.
        if (hasCpu || !quotas.isEmpty()) {
          return quotas;
        }
      }
    }
    return List.of();
  }

  private static Optional<Mount> mount(String mountinfo, boolean second) {
    for (String line : mountinfo.split("\n", -1)) {
      int dash = line.indexOf(" - ");
      String[] left = line.split(" ", -1);
      String[] right = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
      if (left.length < 5 || right.length < 3) {
        continue;
      }
      boolean right2 = second && right[0].equals("cgroup2");
      boolean right1 =
          !second
              && right[0].equals("cgroup")
              && Arrays.asList(right[2].split(",", -1)).contains("cpu");
      if (right1 || right2) {
        return Optional.of(new Mount(left[3], Path.of(left[4])));
      }
    }
    return Optional.empty();
  }

  private static List<Fact> quotas(String cgroup, Optional<Mount> mount, boolean second) {
    List<Fact> quotas = new ArrayList<>();
    Optional<Path> folder = mount.flatMap(one -> one.folder(cgroup));
    if (folder.isEmpty()) {
      return quotas;
    }
    Path top = mount.get().point();
    String name = cgroup;
    for (Path at = folder.get(); at.startsWith(top) && !at.equals(top); at = at.getParent()) {
      Optional<Fact.Quota> quota = second ? second(name, at) : first(name, at);
      quota.ifPresent(quotas::add);
      name = name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
    return quotas;
  }

  private static Optional<Fact.Quota> first(String name, Path folder) {
    try {
      long quota = Long.parseLong(Files.readString(folder.resolve("cpu.cfs_quota_us")).strip());
      long period = Long.parseLong(Files.readString(folder.resolve("cpu.cfs_period_us")).strip());
      return quota < 0
          ? Optional.empty()
          : Optional.of(new Fact.Quota(name, quota * NANOS_A_MICRO, period * NANOS_A_MICRO));
    } catch (IOException | NumberFormatException gone) {
      return Optional.empty();
    }
  }

  private static Optional<Fact.Quota> second(String name, Path folder) {
    try {
      String[] words = Files.readString(folder.resolve("cpu.max")).strip().split(" ", -1);
      return words.length < 2 || words[0].equals("max")
          ? Optional.empty()
          : Optional.of(
              new Fact.Quota(
                  name,
                  Long.parseLong(words[0]) * NANOS_A_MICRO,
                  Long.parseLong(words[1]) * NANOS_A_MICRO));
    } catch (IOException | NumberFormatException gone) {
      return Optional.empty();
    }
  }
}
