package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmIdentityTest {
  @Test
  void thisProcessIsTheJvmItRunsOn() {
    int pid = (int) ProcessHandle.current().pid();

    assertThat(JvmIdentity.of(pid).orElseThrow()).startsWith(Runtime.version().toString());
  }

  @Test
  void theFirstProcessOfTheMachineIsNone() {
    assertThat(JvmIdentity.of(1)).isEmpty();
  }

  @Test
  void anOldReleaseFileHasOnlyTheShortVersion() {
    assertThat(new ReleaseFile("JAVA_VERSION=\"1.8.0_392\"\n").version()).hasValue("1.8.0_392");
    assertThat(new ReleaseFile("OS_NAME=\"Linux\"\n").version()).isEmpty();
  }
}
