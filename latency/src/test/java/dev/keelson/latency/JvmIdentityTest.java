package dev.keelson.latency;

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
  void theLibraryIsFoundInTheMap() {
    assertThat(
            JvmIdentity.libjvm(
                """
                7f00-7f01 r--p 00000000 fe:00 123   /lib/ld.so
                7f01-7f02 r-xp 00000000 fe:00 124   /opt/my jdk/lib/server/libjvm.so
                """))
        .hasValue("/opt/my jdk/lib/server/libjvm.so");
  }

  @Test
  void anOldReleaseFileHasOnlyTheShortVersion() {
    assertThat(JvmIdentity.version("JAVA_VERSION=\"1.8.0_392\"\n")).hasValue("1.8.0_392");
    assertThat(JvmIdentity.version("OS_NAME=\"Linux\"\n")).isEmpty();
  }
}
