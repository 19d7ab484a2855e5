package dev.keelson.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * How a file of the flight recorder tells time: what the recorder's ticks were when it was begun.
 *
 * <pre>
 *   0        4      6      8     16           24        32          40        48          56           64
 *   | FLR\0  | major| minor| size| checkpoint | metadata| startNanos| duration| startTicks| ticksPerSec | ...   big-endian
 * </pre>
 *
 * <p>src/hotspot/share/jfr/recorder/repository/jfrChunkWriter.cpp, version 2 of the format.
 *
 * @param startNanos when it was begun, CLOCK_REALTIME
 * @param startTicks when it was begun, on the recorder's clock
 * @param ticksPerSecond what the JVM takes the clock's frequency to be
 */
record ChunkHeader(long startNanos, long startTicks, long ticksPerSecond) {
  private static final int BYTES = 64;
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Of a file; empty when it is gone, or not far enough written. */
  static Optional<ChunkHeader> read(Path file) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.read(bytes, 0) < BYTES || bytes.getInt(0) != MAGIC) {
        return Optional.empty();
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
    ChunkHeader header = new ChunkHeader(bytes.getLong(32), bytes.getLong(48), bytes.getLong(56));
    return header.ticksPerSecond > 0 && header.startNanos > 0
        ? Optional.of(header)
        : Optional.empty();
  }

  /** Whether the recorder's ticks are those of CLOCK_MONOTONIC, less a constant. */
  boolean ticksAreNanos() {
    return ticksPerSecond == NANOS_PER_SECOND;
  }

  /**
   * The recorder's own time, in nanoseconds by its own frequency, behind a time stamp of an event.
   *
   * @param epochNanos what the reader of the file has made of it with the numbers of this header
   */
  double recorderNanos(long epochNanos) {
    return nanos(startTicks) + (epochNanos - startNanos);
  }

  /** The recorder's own time when the file was begun. */
  double startRecorderNanos() {
    return nanos(startTicks);
  }

  private double nanos(long ticks) {
    return ticksAreNanos() ? ticks : ticks * ((double) NANOS_PER_SECOND / ticksPerSecond);
  }
}
