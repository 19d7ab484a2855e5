package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileDescriptorTest {
  @Test
  void aSecondCloseLeavesTheNumbersNextOwnerAlone() {
    FileDescriptor first = Files.open("/dev/null");
    int number = first.number();
    first.close();
    try (FileDescriptor next = Files.open("/dev/zero")) {
      assertThat(next.number()).as("the lowest free number is given out again").isEqualTo(number);

      first.close();

      assertThat(Path.of("/proc/self/fd/" + number).toFile()).exists();
    }
  }

  @Test
  void useAfterCloseIsAnExceptionThatSaysSo() {
    FileDescriptor fd = Files.open("/dev/null");
    int number = fd.number();
    fd.close();

    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::number)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("file descriptor " + number + " is closed; it came from openat(\"/dev/null\")");
  }
}
