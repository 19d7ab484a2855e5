package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EpollTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void everyReadyDescriptorIsReportedWithItsOwnTag() {
    try (Epoll epoll = Epoll.create(8);
        EventFd first = EventFd.create();
        EventFd second = EventFd.create();
        EventFd third = EventFd.create();
        EventFd silent = EventFd.create()) {
      epoll.add(first.descriptor(), 0x1111_2222_3333_4444L);
      epoll.add(second.descriptor(), -2);
      epoll.add(third.descriptor(), 3);
      epoll.add(silent.descriptor(), 4);
      first.signal();
      second.signal();
      third.signal();

      int ready = epoll.await(LONG);

      assertThat(ready).isEqualTo(3);
      Set<Long> tags = new TreeSet<>();
      for (int i = 0; i < ready; i++) {
        tags.add(epoll.tag(i));
      }
      assertThat(tags).containsExactly(-2L, 3L, 0x1111_2222_3333_4444L);
    }
  }

  @Test
  void aSignalFromAnotherThreadEndsTheWait() throws Exception {
    try (Epoll epoll = Epoll.create(1);
        EventFd wake = EventFd.create()) {
      epoll.add(wake.descriptor(), 7);
      Thread other = Thread.ofPlatform().start(wake::signal);

      assertThat(epoll.await(LONG)).isEqualTo(1);
      assertThat(epoll.tag(0)).isEqualTo(7);
      other.join();
    }
  }

  @Test
  void whatHasBeenDrainedIsNotReportedAgain() {
    try (Epoll epoll = Epoll.create(1);
        EventFd event = EventFd.create()) {
      epoll.add(event.descriptor(), 0);
      event.signal();
      event.signal();
      assertThat(epoll.await(Duration.ZERO)).isEqualTo(1);

      assertThat(event.drain()).isEqualTo(2);

      assertThat(epoll.await(Duration.ZERO)).isZero();
      assertThat(event.drain()).isZero();
    }
  }

  @Test
  void aTimeoutIsWaitedForInFull() {
    try (Epoll epoll = Epoll.create(1)) {
      long before = System.nanoTime();

      assertThat(epoll.await(Duration.ofNanos(20_300_000))).isZero();

      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_300_000);
    }
  }

  @Test
  void aDescriptorIsWatchedOnceAndUntilItIsRemoved() {
    try (Epoll epoll = Epoll.create(1);
        EventFd event = EventFd.create()) {
      epoll.add(event.descriptor(), 0);
      event.signal();

      assertThatThrownBy(() -> epoll.add(event.descriptor(), 0))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
      epoll.remove(event.descriptor());

      assertThat(epoll.await(Duration.ZERO)).isZero();
    }
  }

  @Test
  void aPipeIsReadyOnceSomethingWasWritten() {
    try (Arena arena = Arena.ofConfined();
        Epoll epoll = Epoll.create(1);
        Pipe pipe = Pipe.create()) {
      epoll.add(pipe.readEnd(), 0);
      assertThat(epoll.await(Duration.ZERO)).isZero();

      Files.write(pipe.writeEnd(), arena.allocateFrom("x"));

      assertThat(epoll.await(LONG)).isEqualTo(1);
      pipe.writeEnd().close();
      assertThat(Files.read(pipe.readEnd(), arena.allocate(9))).isEqualTo(2);
      assertThat(Files.read(pipe.readEnd(), arena.allocate(9))).as("end of file").isZero();
    }
  }

  @Test
  void useAfterCloseIsAnExceptionThatSaysSo() {
    Epoll epoll = Epoll.create(1);
    epoll.close();
    epoll.close();

    assertThatThrownBy(() -> epoll.await(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed; it came from epoll_create1");
  }
}
