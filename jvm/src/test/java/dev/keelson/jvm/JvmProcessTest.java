package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmProcessTest {
  @Test
  void thisProcessIsTheJvmItRunsOn() {
    JvmProcess self = JvmProcess.find((int) ProcessHandle.current().pid()).orElseThrow();

    assertThat(self.version()).hasValue(Runtime.version().toString());
    assertThat(self.library()).exists();
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void theFirstProcessOfTheMachineIsNone() {
    assertThat(JvmProcess.find(1)).isEmpty();
  }

  @Test
  void theLibraryIsFoundInTheMap() {
    String maps =
        """
        7f00-7f01 r--p 00000000 fe:00 123   /lib/ld.so
        7f01-7f02 r--p 00000000 fe:00 124   /opt/my jdk/lib/server/libjvm.so
        7f02-7f03 r-xp 00001000 fe:00 124   /opt/my jdk/lib/server/libjvm.so
        """;

    assertThat(JvmProcess.find(7, maps))
        .hasValue(
            new JvmProcess(7, Path.of("/proc/7/root/opt/my jdk/lib/server/libjvm.so"), 0x7f01));
  }
}
