package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class NetworkDevicesTest {
  @Test
  void theLoopbackDeviceHasTheIndexThatJavaGivesIt() throws Exception {
    assertThat(NetworkDevices.index("lo")).isEqualTo(NetworkInterface.getByName("lo").getIndex());
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> NetworkDevices.index("nosuch0"))
        .isInstanceOfSatisfying(
            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
        .hasMessageStartingWith("ioctl(SIOCGIFINDEX, \"nosuch0\"): ENODEV");
  }

  @Test
  void namesThatTheKernelHasNoRoomForAreRefusedBeforeAnyCall() {
    assertThatThrownBy(() -> NetworkDevices.index("a-name-that-is-too-long"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names have 1 to 15 bytes");
  }
}
