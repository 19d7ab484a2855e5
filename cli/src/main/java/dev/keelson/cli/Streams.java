package dev.keelson.cli;

import dev.keelson.EventRing;
import dev.keelson.LoadedProgram;
import dev.keelson.PrintedLines;
import dev.keelson.program.RingBuffer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What a loaded program says while it runs: the events of its rings and its printed lines, each a
 * line of text. Confined to one thread.
 */
final class Streams implements AutoCloseable {
  private final PrintStream out;
  private final Optional<PrintedLines> printed;
  private final List<EventRing<?>> rings = new ArrayList<>();

  private Streams(PrintStream out, Optional<PrintedLines> printed) {
    this.out = out;
    this.printed = printed;
  }

  static Streams open(LoadedProgram loaded, DeclaredFields fields, PrintStream out) {
    Streams opened = new Streams(out, loaded.printed());
    try {
      fields
          .ofType(RingBuffer.class)
          .forEach((name, ring) -> {
            if (loaded.object().hasMap(name)) { // a ring that no program uses is not made
              opened.rings.add(loaded.ring((RingBuffer<?>) ring));
            }
          });
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Prints what is there, and waits for more at most so long. */
  void poll(Duration limit) {
    int count = rings.size() + (printed.isPresent() ? 1 : 0);
    if (count == 0) {
      LockSupport.parkNanos(limit.toNanos());
      return;
    }
    Duration share = limit.dividedBy(count);
    printed.ifPresent(lines -> lines.poll(share, out::println));
    for (EventRing<?> ring : rings) {
      ring.poll(share, event -> out.println(ValueText.of(event)));
    }
  }

  @Override
  public void close() {
    rings.forEach(EventRing::close);
    printed.ifPresent(PrintedLines::close);
  }
}
