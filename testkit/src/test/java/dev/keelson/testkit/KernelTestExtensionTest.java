package dev.keelson.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

class KernelTestExtensionTest {
  private static final String ALL = "000001ffffffffff";

  @TempDir Path root;

  @Test
  void aTestRunsWhereKernelAndRightsAreThere() throws IOException {
    machine("6.18.5", ALL, "0 0 4294967295");

    assertThat(verdict(false).isDisabled()).isFalse();
  }

  @Test
  void capBpfAndCapPerfmonAreRightsEnough() throws IOException {
    machine("6.18.5", "000000c000000000", "0 0 4294967295");

    assertThat(verdict(false).isDisabled()).isFalse();
  }

  @Test
  void missingRightsSkipWithTheReason() throws IOException {
    machine("6.18.5", "0000000000000000", "0 0 4294967295");

    assertThat(verdict(false).getReason()).contains("needs root, or CAP_BPF and CAP_PERFMON");
  }

  @Test
  void rootOfAnotherUserNamespaceIsNoRoot() throws IOException {
    machine("6.18.5", ALL, "0 100000 65536");

    assertThat(verdict(false).isDisabled()).isTrue();
  }

  @Test
  void underCiMissingRightsAreAFailure() throws IOException {
    machine("6.18.5", "0000000000000000", "0 0 4294967295");

    assertThatThrownBy(() -> verdict(true)).hasMessageContaining("CAP_BPF");
  }

  @Test
  void underCiAnOldKernelIsStillASkip() throws IOException {
    machine("5.10.0-8-amd64", ALL, "0 0 4294967295");

    assertThat(verdict(true).getReason()).contains("needs Linux 5.15, this is 5.10.0-8-amd64");
  }

  @Test
  void aKernelWithoutBtfIsASkip() throws IOException {
    machine("6.18.5", ALL, "0 0 4294967295");
    Files.delete(root.resolve("sys/kernel/btf/vmlinux"));

    assertThat(verdict(false).getReason())
        .contains("needs /sys/kernel/btf/vmlinux, which this kernel does not have");
  }

  @Test
  void everyTestThatRanIsALineOfTheLog() throws IOException {
    Path log = root.resolve("made/on/demand.log");

    KernelTestExtension.count(log, "First#runs()");
    KernelTestExtension.count(log, "Second#runs()");

    assertThat(log).hasContent("First#runs()\nSecond#runs()\n");
  }

  @KernelTest
  void thisMachineRunsIt() {
    assertThat(KernelMeans.ofThisMachine().missingRights()).isEmpty();
  }

  private ConditionEvaluationResult verdict(boolean ci) {
    KernelTest test;
    try {
      test =
          KernelTestExtensionTest.class
              .getDeclaredMethod("thisMachineRunsIt")
              .getAnnotation(KernelTest.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
    return KernelTestExtension.verdict(new KernelMeans(root), Optional.of(test), ci);
  }

  private void machine(String release, String capabilities, String uidMap) throws IOException {
    write("proc/sys/kernel/osrelease", release + "\n");
    write("proc/self/status", "Name:\tjava\nCapEff:\t" + capabilities + "\nThreads:\t1\n");
    write("proc/self/uid_map", "         " + uidMap + "\n");
    write("sys/kernel/btf/vmlinux", "");
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
