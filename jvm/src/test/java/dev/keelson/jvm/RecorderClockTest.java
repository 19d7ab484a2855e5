package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A recorder made up: its counter, what it takes the frequency to be, and when it was read late.
 */
class RecorderClockTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_795_594_801L * SECOND;

  // The counter really runs at 2.596 GHz; the JVM takes it to be 40 millionths faster.
  private static final double REAL = 2.596;
  private static final long TAKEN = Math.round(REAL * (1 + 40e-6) * SECOND);

  private final RecorderClock clock = new RecorderClock();

  private static long ticks(long monotonicNanos) {
    return 12_345_678_901L + Math.round(monotonicNanos * REAL);
  }

  private static ChunkHeader file(long monotonicNanos) {
    return new ChunkHeader(EPOCH + monotonicNanos, ticks(monotonicNanos), TAKEN);
  }

  /** What the reader of a file makes of a moment. */
  private static long stamp(ChunkHeader header, long monotonicNanos) {
    return header.startNanos()
        + Math.round((ticks(monotonicNanos) - header.startTicks()) * ((double) SECOND / TAKEN));
  }

  @Test
  void aWrongFrequencyIsFoundOutFromTheStops() {
    ChunkHeader header = file(5 * SECOND);
    clock.file(header, EPOCH);
    Random random = new Random(1);
    for (int i = 1; i <= 100; i++) {
      long stop = (5 + i) * SECOND + random.nextInt(1_000_000);
      clock.stopSeen(stop + 40); // noted a moment after the recorder's reading
      long stamp = stamp(header, stop);
      clock.stopRecorded(stamp, stamp + 100_000);
    }
    // After 100 s the recorder's own time is off by 4 ms.
    long moment = 104 * SECOND + SECOND / 2;
    long stamp = stamp(header, moment);
    assertThat(stamp - EPOCH).isNotCloseTo(moment, within(3_000_000L));
    assertThat(clock.monotonicNanos(stamp, stamp)).isCloseTo(moment, within(100L));
    assertThat(clock.residualP99Nanos().orElseThrow()).isLessThan(100);
  }

  @Test
  void stopsThatWereNotedLateBendNothingAndAreReported() {
    ChunkHeader header = file(5 * SECOND);
    clock.file(header, EPOCH);
    for (int i = 1; i <= 200; i++) {
      long stop = 5 * SECOND + i * (SECOND / 4);
      clock.stopSeen(stop + (i % 20 == 0 ? 15_000 : 40));
      long stamp = stamp(header, stop);
      clock.stopRecorded(stamp, stamp + 100_000);
    }
    long stamp = stamp(header, 50 * SECOND);
    assertThat(clock.monotonicNanos(stamp, stamp)).isCloseTo(50 * SECOND, within(200L));
    assertThat(clock.residualP99Nanos().orElseThrow()).isGreaterThan(10_000);
  }

  @Test
  void eachFileStartsAnew() {
    ChunkHeader first = file(5 * SECOND);
    ChunkHeader second = file(65 * SECOND);
    clock.file(first, EPOCH);
    clock.file(second, EPOCH);
    long early = stamp(first, 60 * SECOND);
    long late = stamp(second, 70 * SECOND);
    assertThat(clock.monotonicNanos(early, early)).isCloseTo(60 * SECOND, within(1_000L));
    assertThat(clock.monotonicNanos(late, late)).isCloseTo(70 * SECOND, within(1_000L));
    // A wait that began before the file in which it is written: the file's numbers were used.
    long begin = stamp(second, 64 * SECOND);
    assertThat(clock.monotonicNanos(begin, late)).isCloseTo(64 * SECOND, within(1_000L));
  }

  @Test
  void beforeAFileIsKnownThereIsNoTime() {
    assertThat(clock.isSet()).isFalse();
    assertThat(clock.residualP99Nanos()).isEmpty();
    assertThatThrownBy(() -> clock.monotonicNanos(EPOCH, EPOCH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no file of the recording is known yet");
  }
}
