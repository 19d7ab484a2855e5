package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.linux.fault.FaultySyscalls;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void whicheverCallFailsNothingIsLeftOpenOrMapped() throws Exception {
    everything(); // so that classes and handles are there before the counting begins
    Set<String> before = open();
    int n = 1;
    for (boolean struck = true; struck; n++) {
      try (FaultySyscalls faults = FaultySyscalls.failing(n, Errno.ENOMEM.number())) {
        try {
          everything();
        } catch (SyscallException expected) {
          assertThat(expected.errno()).isEqualTo(Errno.ENOMEM);
          assertThat(faults.struck()).isTrue();
        }
        struck = faults.struck();
      }
      assertThat(open()).as("after call %d failed", n).isEqualTo(before);
    }
    assertThat(n).as("calls made before it went through").isGreaterThan(15);
  }

  private static void everything() {
    try (Arena arena = Arena.ofConfined();
        Epoll epoll = Epoll.create(4);
        EventFd event = EventFd.create();
        Pipe pipe = Pipe.create();
        Mapping anonymous = Memory.mapAnonymous(1 << 16, Protection.READ_WRITE);
        FileDescriptor zero = Files.open("/dev/zero");
        FileDescriptor self = Files.open("/proc/self", OpenFlag.DIRECTORY)) {
      epoll.add(event.descriptor(), 1);
      event.signal();
      event.drain();
      epoll.remove(event.descriptor());
      Files.read(zero, arena.allocate(8));
      Files.write(pipe.writeEnd(), anonymous.segment().asSlice(0, 8));
      Files.readText(self, "comm");
      SystemInfo.kernel();
      Scheduling.setAffinity(0, Scheduling.getAffinity(0));
      Limits.set(Resource.CORE, Limits.get(Resource.CORE));
      try (FileDescriptor process = Pidfd.open(Math.toIntExact(ProcessHandle.current().pid()))) {
        Pidfd.sendSignal(process, Signal.NONE);
      }
      if (SystemInfo.capabilities().contains(Capability.CAP_SYS_ADMIN)) {
        Mounts.detached("tracefs").close();
      }
    }
  }

  /** What this process has open, by number and target, and what it has mapped to share. */
  private static Set<String> open() throws Exception {
    Set<String> all = new TreeSet<>();
    try (Stream<Path> descriptors = java.nio.file.Files.list(Path.of("/proc/self/fd"))) {
      descriptors
          .map(fd -> fd + " " + target(fd))
          .filter(fd -> !fd.endsWith("/fd")) // the listing itself
          .forEach(all::add);
    }
    try (Stream<String> mappings = java.nio.file.Files.lines(Path.of("/proc/self/maps"))) {
      mappings.filter(line -> line.contains("-s ")).forEach(all::add);
    }
    return all;
  }

  private static String target(Path fd) {
    try {
      return java.nio.file.Files.readSymbolicLink(fd).toString();
    } catch (java.io.IOException gone) {
      return "/fd";
    }
  }

  @Test
  void anotherThreadsCallsAreLeftAlone() throws Exception {
    try (FaultySyscalls faults = FaultySyscalls.failing(1, Errno.EIO.number())) {
      FutureTask<KernelVersion> elsewhere = new FutureTask<>(SystemInfo::kernel);
      Thread.ofPlatform().start(elsewhere);
      KernelVersion kernel = elsewhere.get();
      assertThat(faults.calls()).isZero();

      assertThatThrownBy(SystemInfo::kernel)
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
      assertThat(SystemInfo.kernel()).as("only the first call fails").isEqualTo(kernel);
    }
  }

  @Test
  void anInterruptedReadIsRepeated() {
    try (Arena arena = Arena.ofConfined();
        FileDescriptor zero = Files.open("/dev/zero");
        FaultySyscalls faults = FaultySyscalls.failing(1, Errno.EINTR.number())) {
      assertThat(Files.read(zero, arena.allocate(8))).isEqualTo(8);
      assertThat(faults.calls()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptedWaitIsRepeated() {
    try (Epoll epoll = Epoll.create(1);
        EventFd event = EventFd.create()) {
      epoll.add(event.descriptor(), 1);
      event.signal();
      try (FaultySyscalls faults = FaultySyscalls.failing(1, Errno.EINTR.number())) {
        assertThat(epoll.await(java.time.Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(faults.calls()).isEqualTo(2);
      }
    }
  }

  @Test
  void aSecondFaultIsRefusedUntilTheFirstIsClosed() {
    FaultySyscalls first = FaultySyscalls.failing(1, 5);
    try (first) {
      assertThatThrownBy(() -> FaultySyscalls.failing(1, 5))
          .isInstanceOf(IllegalStateException.class);
    }
    FaultySyscalls.failing(1, 5).close();
  }
}
