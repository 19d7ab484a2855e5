package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.cli.Finding.Verdict;
import dev.keelson.linux.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFindingsTest {
  @TempDir Path root;

  @BeforeEach
  void aMachineWithEverything() throws IOException {
    file("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    file("proc/sys/net/core/bpf_jit_enable", "1\n");
    file("proc/meminfo", "MemTotal: 100 kB\nMemAvailable:    2097152 kB\n");
    file("proc/self/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\n");
    file("sys/kernel/btf/vmlinux", "types");
    file("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    Files.createDirectories(root.resolve("sys/kernel/tracing/events"));
    file("sys/bus/event_source/devices/uprobe/type", "9\n");
    pidNamespace("pid:[4026531836]");
  }

  @Test
  void aMachineWithEverythingIsReady() {
    assertThat(machine()).allMatch(finding -> finding.verdict() == Verdict.GOOD);
    assertThat(user(Capability.CAP_BPF, Capability.CAP_PERFMON).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void anOldKernelIsNamedWithTheOneThatIsNeeded() throws IOException {
    file("proc/sys/kernel/osrelease", "5.10.0\n");
    Finding kernel = machine("kernel");
    assertThat(kernel.verdict()).isEqualTo(Verdict.MISSING);
    assertThat(kernel.found() + kernel.remedy()).contains("5.10.0").contains("5.15");
  }

  @Test
  void aKernelWithoutTypesIsMissingTheOptionThatMakesThem() throws IOException {
    Files.delete(root.resolve("sys/kernel/btf/vmlinux"));
    assertThat(machine("kernel types").verdict()).isEqualTo(Verdict.MISSING);
    assertThat(machine("kernel types").remedy()).contains("CONFIG_DEBUG_INFO_BTF=y");
  }

  @Test
  void aJitThatIsOffOnlyCostsSpeed() throws IOException {
    file("proc/sys/net/core/bpf_jit_enable", "0\n");
    assertThat(machine("BPF JIT").verdict()).isEqualTo(Verdict.LESS);
  }

  @Test
  void confidentialityKeepsProgramsFromReadingTheKernel() throws IOException {
    file("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    assertThat(machine("lockdown").verdict()).isEqualTo(Verdict.MISSING);
  }

  @Test
  void inAContainerThePidNamespaceIsMissing() throws IOException {
    pidNamespace("pid:[4026532177]");
    assertThat(machine("processes").verdict()).isEqualTo(Verdict.MISSING);
    assertThat(machine("processes").remedy()).contains("--pid=host");
  }

  @Test
  void aRemedyIsWrappedBehindItsMark() {
    assertThat(DoctorCommand.wrap("-> ", "Boot a kernel with it.", 16))
        .containsExactly("-> Boot a kernel", "   with it.");
  }

  @Test
  void whatWasFoundIsWrappedTooAndALongPathStaysWhole() {
    assertThat(DoctorCommand.wrap("", "no kprobes: there is no /sys/devices/kprobe/type", 16))
        .containsExactly("no kprobes:", "there is no", "/sys/devices/kprobe/type");
  }

  @Test
  void theCapabilitiesThatAreMissingAreNamed() {
    assertThat(user().found()).contains("CAP_BPF").contains("CAP_PERFMON");
    assertThat(user(Capability.CAP_BPF).found())
        .contains("no CAP_PERFMON")
        .doesNotContain("CAP_BPF");
    assertThat(user(Capability.CAP_BPF).verdict()).isEqualTo(Verdict.MISSING);
  }

  @Test
  void sysAdminIsEnoughOnKernelsThatKnowNoOther() {
    assertThat(user(Capability.CAP_SYS_ADMIN).verdict()).isEqualTo(Verdict.GOOD);
  }

  private List<Finding> machine() {
    return new MachineFindings(root, Set.of()).machine();
  }

  private Finding machine(String subject) {
    return machine().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private Finding user(Capability... capabilities) {
    return new MachineFindings(root, Set.of(capabilities)).user().getFirst();
  }

  private void pidNamespace(String name) throws IOException {
    Path link = root.resolve("proc/self/ns/pid");
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(name));
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
