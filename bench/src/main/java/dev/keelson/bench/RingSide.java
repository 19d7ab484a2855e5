package dev.keelson.bench;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.ring.RingReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/**
 * Our side of the ring benchmark, a process as the C side is one and with the same protocol: each
 * line "BATCHES RECORDS" on standard input asks for so many fills of so many records, each drained
 * at once; the answer is "NANOS CHECKSUM" of all the drains. With the argument {@code decoded} the
 * records are read as Java records, otherwise as the bytes that they are.
 */
public final class RingSide {
  private final BpfProgram fill;
  private long sum;

  private RingSide(BpfProgram fill) {
    this.fill = fill;
  }

  /** One drain of what is there, giving the number of records. */
  private interface Drain {
    int run();
  }

  /** Answers until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    try (LoadedProgram loaded = Keelson.program(RingProducer.class, MethodHandles.lookup()).load();
        EventRing<RingProducer.Entry> events = loaded.ring(RingProducer.RECORDS)) {
      RingSide side = new RingSide(loaded.object().program("fill"));
      RingReader ring = events.raw();
      boolean decoded = arguments.length == 1 && arguments[0].equals("decoded");
      side.answer(decoded ? () -> events.drain(side::add) : () -> side.drainBytes(ring));
    }
  }

  private int drainBytes(RingReader ring) {
    return ring.drain(
        (data, offset, sizeBytes) -> sum += data.get(ValueLayout.JAVA_LONG, offset) + sizeBytes);
  }

  private void add(RingProducer.Entry entry) {
    sum += entry.a() + Long.BYTES * 8;
  }

  private void answer(Drain drain) throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      StringTokenizer words = new StringTokenizer(line);
      int batches = Integer.parseInt(words.nextToken());
      int records = Integer.parseInt(words.nextToken());
      sum = 0;
      long nanos = 0;
      for (int batch = 0; batch < batches; batch++) {
        fill(records);
        long start = System.nanoTime();
        int drained = drain.run();
        nanos += System.nanoTime() - start;
        if (drained != records) {
          throw new IllegalStateException(drained + " records, expected " + records);
        }
      }
      System.out.println(nanos + " " + sum);
      System.out.flush();
    }
  }

  private void fill(int records) {
    for (int left = records; left > 0; left -= RingProducer.MOST) {
      ByteBuffer request = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      request.putInt(0, Math.min(left, RingProducer.MOST));
      fill.testRun(request.array());
    }
  }
}
