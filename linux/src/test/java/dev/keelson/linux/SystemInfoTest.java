package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SystemInfoTest {
  @Test
  void theKernelVersionIsTheOneInProc() throws Exception {
    String release = java.nio.file.Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();

    assertThat(SystemInfo.kernel().release()).isEqualTo(release);
    assertThat(SystemInfo.kernel()).isEqualTo(KernelVersion.parse(release));
  }

  @Test
  void theJvmRunsOnCpusThatAreOnlineAndThoseArePossible() {
    BitSet allowed = Scheduling.getAffinity(0);
    BitSet online = SystemInfo.onlineCpus();
    BitSet possible = SystemInfo.possibleCpus();

    assertThat(online.cardinality())
        .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    online.stream().forEach(cpu -> assertThat(possible.get(cpu)).as("CPU %d", cpu).isTrue());
    allowed.stream().forEach(cpu -> assertThat(possible.get(cpu)).as("CPU %d", cpu).isTrue());
  }

  @Test
  void thePageSizeIsTheGranuleOfMappings() throws Exception {
    try (Mapping mapping = Memory.mapAnonymous(1, Protection.READ)) {
      long begin = mapping.segment().address();
      String range =
          Long.toHexString(begin) + "-" + Long.toHexString(begin + SystemInfo.pageSizeBytes());

      assertThat(java.nio.file.Files.readString(Path.of("/proc/self/maps"))).contains(range);
    }
  }

  @Test
  void theEffectiveUserIsWhoeverOwnsThisProcess() throws Exception {
    Object owner = java.nio.file.Files.getAttribute(Path.of("/proc/self/status"), "unix:uid");

    assertThat(SystemInfo.userId()).isEqualTo(owner);
  }

  @Test
  void capabilitiesAreReadFromTheMaskOfProc() {
    // bits 21, 38 and 39, and 0, which is CAP_CHOWN and not among those that matter here
    assertThat(Capability.parse("000000c000200001"))
        .containsExactly(Capability.CAP_SYS_ADMIN, Capability.CAP_PERFMON, Capability.CAP_BPF);
    assertThat(Capability.parse("0000000000000000")).isEmpty();
    assertThat(Capability.parse("000001ffffffffff")).isEqualTo(EnumSet.allOf(Capability.class));
  }

  @Test
  void aReleaseKeepsWhatTheDistributionAppended() {
    KernelVersion debian = KernelVersion.parse("6.12.48+deb13-amd64");

    assertThat(debian).isEqualTo(new KernelVersion(6, 12, 48, "6.12.48+deb13-amd64"));
    assertThat(KernelVersion.parse("6.18-rc3").patch()).isZero();
    assertThat(debian).hasToString("6.12.48+deb13-amd64");
    assertThatThrownBy(() -> KernelVersion.parse("Darwin"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void versionsAreOrderedByTheirNumbers(@ForAll @Size(6) List<@IntRange(max = 300) Integer> n) {
    KernelVersion a = KernelVersion.parse(n.get(0) + "." + n.get(1) + "." + n.get(2) + "-x");
    KernelVersion b = KernelVersion.parse(n.get(3) + "." + n.get(4) + "." + n.get(5));
    long left = (n.get(0) * 1000L + n.get(1)) * 1000 + n.get(2);
    long right = (n.get(3) * 1000L + n.get(4)) * 1000 + n.get(5);

    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Long.compare(left, right));
    assertThat(a.isAtLeast(b.major(), b.minor())).isEqualTo(left / 1000 >= right / 1000);
  }

  @Property
  void aListOfCpusIsReadAsTheKernelPrintsIt(
      @ForAll @Size(min = 1, max = 40) Set<@IntRange(min = 0, max = 500) Integer> cpus) {
    BitSet set = new BitSet();
    cpus.forEach(set::set);

    assertThat(CpuList.parse(print(set))).isEqualTo(set);
  }

  private static String print(BitSet set) {
    StringBuilder text = new StringBuilder();
    for (int first = set.nextSetBit(0); first >= 0; ) {
      int end = set.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - first > 1) {
        text.append('-').append(end - 1);
      }
      first = set.nextSetBit(end);
    }
    return text.append('\n').toString();
  }

  @Test
  void theMachineIsTheOneThatTheJvmRunsOn() {
    String java = System.getProperty("os.arch");
    assertThat(SystemInfo.machine()).isEqualTo(java.equals("amd64") ? "x86_64" : java);
  }
}
