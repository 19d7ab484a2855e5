package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads, processes and their limits, each checked against what /proc says of it. */
class ProcessTest {
  @Test
  void theThreadIdIsTheKernels() throws Exception {
    int tid = Scheduling.currentThreadId();

    assertThat(Path.of("/proc/thread-self").toRealPath().getFileName())
        .hasToString(Integer.toString(tid));
  }

  @Test
  void aThreadConfinedToOneCpuMayRunNowhereElse() throws Exception {
    BitSet before = Scheduling.getAffinity(0);
    BitSet one = new BitSet();
    one.set(before.length() - 1);
    try {
      Scheduling.setAffinity(Scheduling.currentThreadId(), one);

      assertThat(Scheduling.getAffinity(0)).isEqualTo(one);
      assertThat(java.nio.file.Files.readString(Path.of("/proc/thread-self/status")))
          .containsPattern("Cpus_allowed_list:\\s+" + one.nextSetBit(0) + "\n");
    } finally {
      Scheduling.setAffinity(0, before);
    }
    assertThat(Scheduling.getAffinity(0)).isEqualTo(before);
  }

  @Test
  void anEmptySetOfCpusIsRefusedBeforeTheKernelSeesIt() {
    assertThatThrownBy(() -> Scheduling.setAffinity(0, new BitSet()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLimitIsReadAndSetAsProcShowsIt() throws Exception {
    Limits.Limit before = Limits.get(Resource.CORE);
    try {
      Limits.set(Resource.CORE, new Limits.Limit(0, before.hard()));

      assertThat(Limits.get(Resource.CORE)).isEqualTo(new Limits.Limit(0, before.hard()));
      assertThat(java.nio.file.Files.readString(Path.of("/proc/self/limits")))
          .containsPattern("Max core file size\\s+0\\s");
    } finally {
      Limits.set(Resource.CORE, before);
    }
    assertThat(Limits.get(Resource.CORE)).isEqualTo(before);
  }

  @Test
  void aSoftLimitAboveTheHardOneIsTheKernelsToRefuse() {
    assertThatThrownBy(() -> Limits.set(Resource.OPEN_FILES, new Limits.Limit(64, 32)))
        .isInstanceOfSatisfying(
            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
        .hasMessageStartingWith("prlimit64(OPEN_FILES, Limit[soft=64, hard=32]): EINVAL");
  }

  @Test
  void aPidfdIsReadableWhenItsProcessHasEndedBySignal() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "600").start();
    try (FileDescriptor process = Pidfd.open(Math.toIntExact(sleeper.pid()));
        Epoll epoll = Epoll.create(1)) {
      epoll.add(process, 1);
      Pidfd.sendSignal(process, Signal.NONE);
      assertThat(epoll.await(Duration.ZERO)).isZero();

      Pidfd.sendSignal(process, Signal.TERMINATE);

      assertThat(epoll.await(Duration.ofSeconds(30))).isEqualTo(1);
      assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(sleeper.exitValue()).isEqualTo(128 + 15);
      assertThatThrownBy(() -> Pidfd.sendSignal(process, Signal.NONE))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESRCH));
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void aProcessThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Pidfd.open(Integer.MAX_VALUE))
        .hasMessage(
            """
            pidfd_open(pid 2147483647): ESRCH
                There is no such process or thread. It may have ended; check the number.\
            """);
  }

  @Test
  void aRealClockCallLiesBetweenTwoReadingsOfNanoTime() {
    long before = Clocks.monotonicNanos();
    long between = Clocks.nanos(Clock.MONOTONIC);
    long after = Clocks.monotonicNanos();

    assertThat(between).isBetween(before, after);
  }

  @Test
  void theTimeOfDayIsTheOneJavaKnows() {
    long before = System.currentTimeMillis();
    long between = Clocks.nanos(Clock.REALTIME) / 1_000_000;

    assertThat(between).isBetween(before, System.currentTimeMillis());
  }
}
