package dev.keelson;

import dev.keelson.bpf.ring.RecordHandler;
import dev.keelson.bpf.ring.RingReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a program prints with {@code Kernel.print}, line by line. Mutable; confined to one thread
 * but for {@link #wakeup}.
 *
 * <pre>
 *   record:  | u32 format | u32 arguments | s64 argument ... |
 * </pre>
 */
public final class PrintedLines implements AutoCloseable {
  private static final long FORMAT = 0;
  private static final long COUNT = 4;
  private static final long ARGUMENTS = 8;
  private static final String HOLE = "{}";

  private final RingReader ring;
  private final List<String> formats;

  PrintedLines(RingReader ring, List<String> formats) {
    this.ring = ring;
    this.formats = formats;
  }

  /** Hands over the lines that are there, without waiting; gives their number. */
  public int drain(Consumer<? super String> handler) {
    return ring.drain(formatting(handler));
  }

  /**
   * Hands over the lines that are there; when there are none, sleeps until there are some, the time
   * is over or {@link #wakeup} is called. Gives their number.
   */
  public int poll(Duration timeout, Consumer<? super String> handler) {
    return ring.poll(timeout, formatting(handler));
  }

  private RecordHandler formatting(Consumer<? super String> handler) {
    return (data, offset, sizeBytes) -> handler.accept(line(formats, data, offset, sizeBytes));
  }

  /** The text of a record. */
  static String line(List<String> formats, MemorySegment data, long offset, int sizeBytes) {
    int format = data.get(ValueLayout.JAVA_INT, offset + FORMAT);
    int count = data.get(ValueLayout.JAVA_INT, offset + COUNT);
    if (format < 0
        || format >= formats.size()
        || count < 0
        || ARGUMENTS + (long) count * Long.BYTES > sizeBytes) {
      throw new IllegalStateException(
          "a print record of %d bytes names format %d of %d and has %d arguments"
              .formatted(sizeBytes, format, formats.size(), count));
    }
    String text = formats.get(format);
    StringBuilder line = new StringBuilder();
    int from = 0;
    for (int argument = 0; argument < count; argument++) {
      int hole = text.indexOf(HOLE, from);
      if (hole < 0) {
        break;
      }
      line.append(text, from, hole)
          .append(
              data.get(ValueLayout.JAVA_LONG, offset + ARGUMENTS + (long) argument * Long.BYTES));
      from = hole + HOLE.length();
    }
    return line.append(text, from, text.length()).toString();
  }

  /** Ends the poll that is under way or, if there is none, the next one. Safe for any thread. */
  public void wakeup() {
    ring.wakeup();
  }

  /** Closes the reader; idempotent. */
  @Override
  public void close() {
    ring.close();
  }
}
