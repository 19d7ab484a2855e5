package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
  @TempDir Path directory;

  @BeforeEach
  void mountingNeedsCapSysAdmin() {
    assumeTrue(
        SystemInfo.capabilities().contains(Capability.CAP_SYS_ADMIN),
        "skipped: this process has no CAP_SYS_ADMIN");
  }

  @Test
  void tracefsIsReadWithoutAMountAnybodySees() throws Exception {
    String mountsBefore = java.nio.file.Files.readString(Path.of("/proc/self/mounts"));

    try (FileDescriptor tracefs = Mounts.detached("tracefs")) {
      String id = Files.readText(tracefs, "events/sched/sched_switch/id").strip();
      String format = Files.readText(tracefs, "events/sched/sched_switch/format");

      assertThat(format).startsWith("name: sched_switch\nID: " + id + "\n");
      assertThat(java.nio.file.Files.readString(Path.of("/proc/self/mounts")))
          .isEqualTo(mountsBefore);
    }
  }

  @Test
  void aMountAfterUnshareStaysInItsThread() throws Exception {
    String target = directory.toString();
    FutureTask<String> mounted =
        new FutureTask<>(() -> {
          Mounts.unshare();
          Mounts.mount("tmpfs", target);
          java.nio.file.Files.writeString(directory.resolve("inside"), "x");
          String seen = java.nio.file.Files.readString(Path.of("/proc/thread-self/mounts"));
          Mounts.unmount(target);
          return seen;
        });
    Thread own = Thread.ofPlatform().start(mounted);
    own.join();

    assertThat(mounted.get()).contains(" " + target + " tmpfs ");
    assertThat(directory.resolve("inside")).doesNotExist();
    assertThat(java.nio.file.Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(target);
  }

  @Test
  void whatIsNotMountedCannotBeUnmounted() {
    assertThatThrownBy(() -> Mounts.unmount(directory.toString()))
        .isInstanceOfSatisfying(
            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
        .hasMessageStartingWith("umount2(\"" + directory + "\"): EINVAL");
  }
}
