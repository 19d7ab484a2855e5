package dev.keelson.bpf.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The reader's protocol over a ring that a test writes as the kernel would. */
class RingCursorTest {
  private static final int BUSY = 1 << 31;
  private static final int DISCARD = 1 << 30;

  /** A ring; data exists once, and what wraps is copied to the second view. */
  private static final class FakeRing {
    static final int SIZE = 256;
    final int size;
    final MemorySegment consumer = Arena.ofAuto().allocate(8, 8);
    final MemorySegment producer = Arena.ofAuto().allocate(8, 8);
    final MemorySegment data;
    final RingCursor cursor;
    long written;

    FakeRing(long start) {
      this(start, SIZE);
    }

    FakeRing(long start, int size) {
      this.size = size;
      this.data = Arena.ofAuto().allocate(2L * size, 8);
      consumer.set(ValueLayout.JAVA_LONG, 0, start);
      producer.set(ValueLayout.JAVA_LONG, 0, start);
      written = start;
      cursor = new RingCursor(consumer, producer, data);
    }

    long consumed() {
      return consumer.get(ValueLayout.JAVA_LONG, 0);
    }

    /** Reserves and writes a record of which each byte is {@code fill}; false when it is full. */
    boolean write(int bytes, int flags, byte fill) {
      int whole = (8 + bytes + 7) & -8;
      if (written + whole - consumed() > size - 1) {
        return false;
      }
      for (int i = 0; i < bytes; i++) {
        setByte(written + 8 + i, fill);
      }
      setLength(written, bytes | flags);
      written += whole;
      producer.set(ValueLayout.JAVA_LONG, 0, written);
      return true;
    }

    void setLength(long at, int length) {
      long offset = at & (size - 1);
      data.set(ValueLayout.JAVA_INT, offset, length);
      data.set(ValueLayout.JAVA_INT, offset + size, length);
    }

    private void setByte(long at, byte value) {
      long offset = at & (size - 1);
      data.set(ValueLayout.JAVA_BYTE, offset, value);
      data.set(ValueLayout.JAVA_BYTE, offset + size, value);
    }
  }

  /** Collects sizes and checks that every byte of a record is the same. */
  private static RecordHandler into(List<Integer> sizes) {
    return (data, offset, size) -> {
      assertThat(offset % 8).isZero();
      for (int i = 1; i < size; i++) {
        assertThat(data.get(ValueLayout.JAVA_BYTE, offset + i))
            .isEqualTo(data.get(ValueLayout.JAVA_BYTE, offset));
      }
      sizes.add(size);
    };
  }

  @Test
  void emptyRingGivesNothing() {
    FakeRing ring = new FakeRing(0);
    assertThat(ring.cursor.drain((data, offset, size) -> {}, 10)).isZero();
    assertThat(ring.cursor.pendingBytes()).isZero();
    assertThat(ring.cursor.ready()).isFalse();
  }

  @Test
  void unfinishedRecordStopsTheReaderEvenWhenLaterOnesAreDone() {
    FakeRing ring = new FakeRing(0);
    assertThat(ring.write(16, BUSY, (byte) 1)).isTrue();
    assertThat(ring.write(8, 0, (byte) 2)).isTrue();
    List<Integer> sizes = new ArrayList<>();
    assertThat(ring.cursor.drain(into(sizes), 10)).isZero();
    assertThat(ring.cursor.ready()).isFalse();
    assertThat(ring.consumed()).isZero();

    ring.setLength(0, 16);
    assertThat(ring.cursor.ready()).isTrue();
    assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(2);
    assertThat(sizes).containsExactly(16, 8);
    assertThat(ring.consumed()).isEqualTo(24 + 16);
  }

  @Test
  void discardedRecordsAreSkippedAndNotCounted() {
    FakeRing ring = new FakeRing(0);
    assertThat(ring.write(16, DISCARD, (byte) 1)).isTrue();
    assertThat(ring.write(8, 0, (byte) 2)).isTrue();
    assertThat(ring.write(40, DISCARD, (byte) 3)).isTrue();
    List<Integer> sizes = new ArrayList<>();
    assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(1);
    assertThat(sizes).containsExactly(8);
    assertThat(ring.consumed()).isEqualTo(ring.written);
  }

  @Test
  void limitEndsADrainAndTheNextGoesOn() {
    FakeRing ring = new FakeRing(0);
    for (int i = 0; i < 5; i++) {
      assertThat(ring.write(8 * i, 0, (byte) i)).isTrue();
    }
    List<Integer> sizes = new ArrayList<>();
    assertThat(ring.cursor.drain(into(sizes), 2)).isEqualTo(2);
    assertThat(ring.cursor.drain(into(sizes), 0)).isZero();
    assertThat(ring.cursor.drain(into(sizes), 100)).isEqualTo(3);
    assertThat(sizes).containsExactly(0, 8, 16, 24, 32);
  }

  @Test
  void recordWhoseHandlerThrowsCountsAsRead() {
    FakeRing ring = new FakeRing(0);
    assertThat(ring.write(8, 0, (byte) 1)).isTrue();
    assertThat(ring.write(24, 0, (byte) 2)).isTrue();
    assertThatThrownBy(() ->
            ring.cursor.drain(
                (data, offset, size) -> {
                  throw new IllegalStateException("handler");
                },
                10))
        .hasMessage("handler");
    assertThat(ring.consumed()).isEqualTo(16);
    List<Integer> sizes = new ArrayList<>();
    assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(1);
    assertThat(sizes).containsExactly(24);
  }

  @Test
  void unfinishedRecordAmongEqualOnesStopsTheReaderThere() {
    FakeRing ring = new FakeRing(0);
    for (int i = 0; i < 6; i++) {
      assertThat(ring.write(16, i == 3 ? BUSY : 0, (byte) i)).isTrue();
    }
    List<Integer> sizes = new ArrayList<>();
    assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(3);
    assertThat(ring.consumed()).isEqualTo(3 * 24);

    ring.setLength(3 * 24, 16 | DISCARD);
    assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(2);
    assertThat(ring.consumed()).isEqualTo(6 * 24);
  }

  @Test
  void recordsBehindOneWhoseHandlerThrowsStayUnreadThoughTheyAreEqual() {
    FakeRing ring = new FakeRing(0);
    for (int i = 0; i < 5; i++) {
      assertThat(ring.write(8, 0, (byte) i)).isTrue();
    }
    List<Byte> seen = new ArrayList<>();
    RecordHandler throwing =
        (data, offset, size) -> {
          seen.add(data.get(ValueLayout.JAVA_BYTE, offset));
          if (seen.size() == 2) {
            throw new IllegalStateException("handler");
          }
        };
    assertThatThrownBy(() -> ring.cursor.drain(throwing, 10)).hasMessage("handler");
    assertThat(ring.consumed()).isEqualTo(2 * 16);
    assertThat(ring.cursor.drain(throwing, 10)).isEqualTo(3);
    assertThat(seen).containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
  }

  @Test
  void spaceIsGivenBackWithinALongDrain() {
    // Room for 2 * BATCH records; the writer refills from inside the handler, so that one drain
    // goes on for ever, unless it keeps the space it has read.
    FakeRing ring = new FakeRing(0, 2 * RingCursor.BATCH * 16);
    RecordHandler refilling =
        (data, offset, size) -> {
          while (ring.written < 100_000 && ring.write(8, 0, (byte) 1)) {
            // as much as there is room for
          }
        };
    assertThat(ring.write(8, 0, (byte) 1)).isTrue();
    int handed = ring.cursor.drain(refilling, Integer.MAX_VALUE);
    assertThat(ring.written).isGreaterThanOrEqualTo(100_000);
    assertThat(handed).isEqualTo((int) (ring.written / 16));
  }

  @Test
  void positionsBeyondTheRingsSizeAndNearOverflowAreMasked() {
    for (long start : new long[] {1L << 40, Long.MAX_VALUE - 63, -64}) {
      FakeRing ring = new FakeRing(start & -8);
      List<Integer> sizes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        assertThat(ring.write(56, 0, (byte) i)).isTrue();
        assertThat(ring.cursor.drain(into(sizes), 10)).isEqualTo(1);
      }
      assertThat(sizes).hasSize(40).containsOnly(56);
    }
  }

  @Property
  void everyFinishedRecordArrivesOnceInOrder(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 120) Integer> records,
      @ForAll @IntRange(min = 1, max = 7) int drainEvery,
      @ForAll @IntRange(min = 1, max = 5) int discardEvery) {
    FakeRing ring = new FakeRing(0);
    List<Integer> expected = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      boolean discarded = i % discardEvery == 0;
      while (!ring.write(records.get(i), discarded ? DISCARD : 0, (byte) i)) {
        int _ = ring.cursor.drain(into(sizes), 3);
      }
      if (!discarded) {
        expected.add(records.get(i));
      }
      if (i % drainEvery == 0) {
        int _ = ring.cursor.drain(into(sizes), 2);
      }
    }
    int _ = ring.cursor.drain(into(sizes), Integer.MAX_VALUE);
    assertThat(sizes).isEqualTo(expected);
    assertThat(ring.consumed()).isEqualTo(ring.written);
  }

  @Test
  void writerAndReaderOnTwoThreadsNeverTearARecord() throws InterruptedException {
    FakeRing ring = new FakeRing(0);
    VarHandle position = ValueLayout.JAVA_LONG.varHandle();
    VarHandle length = ValueLayout.JAVA_INT.varHandle();
    int total = 200_000;
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              long at = 0;
              for (int number = 0; number < total; number++) {
                // 8 + 24 bytes divide 256: no record wraps, so one view is enough
                while (at + 32 - (long) position.getAcquire(ring.consumer, 0L)
                    > FakeRing.SIZE - 1) {
                  Thread.onSpinWait();
                }
                long offset = at & (FakeRing.SIZE - 1);
                length.set(ring.data, offset, 24 | BUSY);
                at += 32;
                position.setRelease(ring.producer, 0L, at);
                for (int word = 8; word < 32; word += 8) {
                  ring.data.set(ValueLayout.JAVA_LONG, offset + word, number);
                }
                length.setRelease(ring.data, offset, 24);
              }
            });
    long[] next = {0};
    while (next[0] < total) {
      int _ =
          ring.cursor.drain(
              (data, offset, size) -> {
                for (int word = 0; word < 24; word += 8) {
                  if (data.get(ValueLayout.JAVA_LONG, offset + word) != next[0]) {
                    throw new AssertionError("record " + next[0] + " is torn");
                  }
                }
                next[0]++;
              },
              Integer.MAX_VALUE);
    }
    writer.join();
    assertThat(next[0]).isEqualTo(total);
  }
}
