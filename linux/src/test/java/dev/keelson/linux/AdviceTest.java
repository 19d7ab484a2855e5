package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static final String CREATE = "bpf(BPF_MAP_CREATE, hash \"QUEUED\")";

  @Test
  void withoutCapabilitiesBpfNamesTheSettingAndTheWayOut() {
    assertThat(
            Advice.on(
                CREATE,
                Errno.EPERM,
                with(Set.of(), Map.of("/proc/sys/kernel/unprivileged_bpf_disabled", "2"))))
        .isEqualTo(
            "This process has no CAP_BPF and kernel.unprivileged_bpf_disabled is 2. Run as root,"
                + " or grant CAP_BPF and CAP_PERFMON.");
  }

  @Test
  void withCapBpfAloneTheOtherOneIsMissing() {
    assertThat(Advice.on(CREATE, Errno.EPERM, with(Set.of(Capability.CAP_BPF), Map.of())))
        .isEqualTo(
            "This process has no CAP_PERFMON. Run as root, or grant CAP_BPF and CAP_PERFMON.");
  }

  @Test
  void countingRunsWantsMoreThanLoading() {
    assertThat(
            Advice.on(
                "bpf(BPF_ENABLE_STATS, run time)",
                Errno.EPERM,
                with(Set.of(Capability.CAP_BPF, Capability.CAP_PERFMON), Map.of())))
        .isEqualTo(
            "This process has no CAP_SYS_ADMIN. Run as root, or let the kernel count always: sysctl"
                + " kernel.bpf_stats_enabled=1.");
  }

  @Test
  void withAllCapabilitiesThePolicyIsNamed() {
    assertThat(
            Advice.on(
                CREATE,
                Errno.EPERM,
                with(
                    EnumSet.allOf(Capability.class),
                    Map.of("/sys/kernel/security/lockdown", "none [integrity] confidentiality"))))
        .startsWith(
            "This process has the capabilities, so a policy refuses it; kernel lockdown is"
                + " integrity.");
  }

  @Test
  void aRefusedProgramPointsToTheVerifiersLog() {
    assertThat(
            Advice.on(
                "bpf(BPF_PROG_LOAD)",
                Errno.EACCES,
                with(Set.of(Capability.CAP_SYS_ADMIN), Map.of())))
        .contains("verifier refused the program");
  }

  @Test
  void perfEventsNameTheirOwnSetting() {
    assertThat(
            Advice.on(
                "perf_event_open(pid 1, cpu 0)",
                Errno.EACCES,
                with(Set.of(), Map.of("/proc/sys/kernel/perf_event_paranoid", "3"))))
        .isEqualTo(
            "This process has no CAP_PERFMON and kernel.perf_event_paranoid is 3. Run as root, or"
                + " grant CAP_PERFMON.");
  }

  @Property
  void everyErrorOfEveryCallHasAdviceInWholeSentences(
      @ForAll Errno errno, @ForAll SyscallNumber call, @ForAll boolean root) {
    Set<Capability> held = root ? EnumSet.allOf(Capability.class) : Set.of();

    assertThat(Advice.on(call.cName() + "(1)", errno, with(held, Map.of())))
        .matches("[A-Z].*\\.")
        .doesNotContain("null");
  }

  private static Advice.Circumstances with(Set<Capability> held, Map<String, String> files) {
    return new Advice.Circumstances() {
      @Override
      Set<Capability> capabilities() {
        return held;
      }

      @Override
      String kernel() {
        return "6.12.0";
      }

      @Override
      String read(String path) {
        return files.getOrDefault(path, "");
      }
    };
  }
}
