package dev.keelson.bpf.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.bpf.Assembly;
import dev.keelson.bpf.BpfMap;
import dev.keelson.bpf.BpfObject;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.fault.FaultySyscalls;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapType;
import dev.keelson.testkit.KernelTest;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class RingReaderKernelTest {
  private static final int RING_BYTES = 4096;
  private static final BpfImage IMAGE =
      Assembly.image(
          List.of(Assembly.map("ring", MapType.RINGBUF, 0, 0, RING_BYTES)),
          Assembly.emitting("ring"),
          Assembly.discarding("ring"));

  private static long emit(BpfObject object, int count, int size, long first) {
    ByteBuffer context = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    context.putInt(count).putInt(size).putLong(first);
    byte[] after = object.program("emit").testRun(context.array()).context().toArray();
    return ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
  }

  @KernelTest
  void recordsOfEverySizeArriveInOrderThroughManyWraps() {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      List<Long> numbers = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      List<Integer> expectedSizes = new ArrayList<>();
      long next = 0;
      for (int round = 0; round < 600; round++) {
        int size = 8 + round % 120;
        int count = 1 + round % 20;
        next = emit(object, count, size, next);
        expectedSizes.addAll(java.util.Collections.nCopies(count, size));
        int drained =
            ring.drain((data, offset, sizeBytes) -> {
              numbers.add(data.get(ValueLayout.JAVA_LONG, offset));
              sizes.add(sizeBytes);
              for (long at = offset + 8; at < offset + sizeBytes; at++) {
                assertThat(data.get(ValueLayout.JAVA_BYTE, at)).isZero();
              }
            });
        assertThat(drained).isEqualTo(count);
      }
      assertThat(sizes).isEqualTo(expectedSizes);
      for (int i = 0; i < numbers.size(); i++) {
        assertThat(numbers.get(i)).isEqualTo(i);
      }
      assertThat(ring.pendingBytes()).isZero();
    }
  }

  @KernelTest
  void fullRingRefusesUntilItIsDrained() {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      long accepted = emit(object, 2000, 56, 0);
      assertThat(accepted).isBetween(1L, (long) RING_BYTES / 64);
      assertThat(ring.drain((data, offset, size) -> {}, 10)).isEqualTo(10);
      assertThat(emit(object, 2000, 56, accepted) - accepted).isEqualTo(10);
    }
  }

  @KernelTest
  void discardedRecordsAreSkipped() {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      for (int i = 0; i < 1000; i++) {
        assertThat(object.program("discard").testRun(new byte[0]).returnValue()).isZero();
        long next = emit(object, 1, 8, i);
        assertThat(next).isEqualTo(i + 1);
        int expected = i;
        int count =
            ring.drain((data, offset, size) ->
                assertThat(data.get(ValueLayout.JAVA_LONG, offset)).isEqualTo(expected));
        assertThat(count).isEqualTo(1);
      }
    }
  }

  @KernelTest
  void pollWakesUpForARecord() throws InterruptedException {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      for (int round = 0; round < 200; round++) {
        CountDownLatch polling = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Thread reader =
            Thread.ofPlatform()
                .start(() -> {
                  polling.countDown();
                  while (count.get() == 0) {
                    count.addAndGet(ring.poll(Duration.ofSeconds(60), (data, offset, size) -> {}));
                  }
                });
        polling.await();
        long _ = emit(object, 1, 8, round);
        reader.join(Duration.ofSeconds(30));
        assertThat(count.get()).as("round %d", round).isEqualTo(1);
      }
    }
  }

  @KernelTest
  void noWakeupIsLostWhileDrainingAndEmittingRace() throws InterruptedException {
    int total = 100_000;
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                long next = 0;
                while (next < total) {
                  next = emit(object, (int) Math.min(3, total - next), 8, next);
                }
              });
      long[] seen = {0};
      long begin = System.nanoTime();
      while (seen[0] < total) {
        int count =
            ring.poll(
                Duration.ofSeconds(20),
                (data, offset, size) -> {
                  assertThat(data.get(ValueLayout.JAVA_LONG, offset)).isEqualTo(seen[0]);
                  seen[0]++;
                });
        assertThat(count > 0 || System.nanoTime() - begin < 15_000_000_000L)
            .as("a poll slept through its record after %d", seen[0])
            .isTrue();
      }
      writer.join();
    }
  }

  @KernelTest
  void wakeupEndsABlockedPollAndTheNextOne() throws InterruptedException {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      ring.wakeup();
      assertThat(ring.poll(Duration.ofSeconds(60), (data, offset, size) -> {})).isZero();
      CountDownLatch polling = new CountDownLatch(1);
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                polling.countDown();
                int _ = ring.poll(Duration.ofSeconds(60), (data, offset, size) -> {});
              });
      polling.await();
      ring.wakeup();
      assertThat(reader.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @KernelTest
  void busyPollSeesARecordAndEndsInTime() {
    try (BpfObject object = BpfObject.load(IMAGE);
        RingReader ring = RingReader.open(object.map("ring"))) {
      assertThat(ring.busyPoll(Duration.ofMillis(1), (data, offset, size) -> {})).isZero();
      long _ = emit(object, 2, 8, 0);
      assertThat(ring.busyPoll(Duration.ofSeconds(10), (data, offset, size) -> {})).isEqualTo(2);
    }
  }

  @KernelTest
  void onlyRingBuffersAreOpened() {
    try (BpfMap map = BpfMap.create(Assembly.map("array", MapType.ARRAY, 4, 8, 1))) {
      assertThatThrownBy(() -> RingReader.open(map))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a RINGBUF");
    }
  }

  @KernelTest
  void whicheverSystemCallFailsNothingStaysMapped() throws java.io.IOException {
    try (BpfMap map = BpfMap.create(Assembly.map("ring", MapType.RINGBUF, 0, 0, RING_BYTES))) {
      boolean through = false;
      int failures = 0;
      for (int call = 1; !through; call++) {
        try (FaultySyscalls faults = FaultySyscalls.failing(call, Errno.ENOMEM.number())) {
          RingReader.open(map).close();
          through = !faults.struck();
        } catch (SyscallException e) {
          failures++;
        }
        assertThat(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/maps")))
            .doesNotContain("bpf-map");
      }
      assertThat(failures).isEqualTo(6); // two mappings, eventfd, epoll, two watches
    }
  }
}
