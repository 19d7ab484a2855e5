package dev.keelson.latency.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final Path FILE = Path.of("some.recording");
  private static final RecordingHeader HEADER =
      new RecordingHeader(
          "0.1",
          "6.18.0",
          "x86_64",
          2,
          "25",
          "process",
          List.of("java", "App"),
          7,
          4711,
          1000,
          2000);

  /** What was read. */
  private record Read(
      RecordingHeader header, List<Fact> facts, Optional<String> note, boolean ended) {}

  @Property(tries = 100)
  void whatIsWrittenIsRead(@ForAll long seed) {
    AnyFacts any = new AnyFacts(seed);
    RecordingHeader header = any.header();
    List<Fact> facts = any.some(60);

    Read read = read(recorded(header, facts));
    assertThat(read.facts()).isEqualTo(facts);
    assertThat(read.header()).isEqualTo(header);
    assertThat(read.note()).isEmpty();
    assertThat(read.ended()).isTrue();
  }

  @Property(tries = 300)
  void oneThatIsCutOffIsReadUpToThere(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 100) int percent) {
    List<Fact> facts = new AnyFacts(seed).some(30);
    byte[] whole = recorded(HEADER, facts);
    int kept = whole.length * percent / 100;
    byte[] cut = Arrays.copyOf(whole, kept);
    try {
      Read read = read(cut);
      assertThat(read.facts()).isEqualTo(facts.subList(0, read.facts().size()));
      assertThat(read.note().isPresent()).isEqualTo(kept < whole.length);
    } catch (RecordingException headerCutOff) {
      assertThat(headerCutOff.offset()).isLessThanOrEqualTo(kept);
      assertThat(percent).isLessThan(50);
    }
  }

  @Property(tries = 500)
  void oneThatIsDamagedIsRefusedByNameOfTheByteOrReadUpToThere(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int changes) {
    List<Fact> facts = new AnyFacts(seed).some(30);
    byte[] bytes = recorded(HEADER, facts);
    Random random = new Random(seed);
    int firstChange = bytes.length;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      firstChange = Math.min(firstChange, at);
    }
    List<Fact> read = new ArrayList<>();
    try {
      RecordingReader reader = reader(bytes);
      for (Optional<Fact> fact = reader.next(); fact.isPresent(); fact = reader.next()) {
        read.add(fact.get());
      }
    } catch (RecordingException damaged) {
      assertThat(damaged.offset()).isLessThanOrEqualTo(bytes.length);
      assertThat(damaged).hasMessageContaining("some.recording");
    }
    // A length that became larger than the file looks as if the rest had been cut off.
    assertThat(read).isEqualTo(facts.subList(0, read.size()));
  }

  @Property(tries = 300)
  void anyBytesAreNoRecordingAndNoTrouble(@ForAll byte[] bytes) {
    byte[] all = new byte[8 + bytes.length];
    System.arraycopy(RecordingWriter.MAGIC, 0, all, 0, 7);
    all[7] = RecordingWriter.VERSION;
    System.arraycopy(bytes, 0, all, 8, bytes.length);

    assertThatThrownBy(() -> read(all)).isInstanceOf(RecordingException.class);
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(RecordingException.class);
  }

  @Property(tries = 200)
  void aFullDiskEndsTheRecordingAndNothingElse(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 300_000) int room) {
    List<Fact> facts = new AnyFacts(seed).some(3000);
    SmallDisk disk = new SmallDisk(room);
    RecordingWriter writer = new RecordingWriter(FILE, FILE, disk, HEADER);
    facts.forEach(writer::write);
    writer.finish(1);

    if (disk.full) {
      assertThat(writer.failure())
          .hasValueSatisfying(said ->
              assertThat(said)
                  .startsWith("The recording some.recording ends early: No space left"));
    } else {
      assertThat(writer.failure()).isEmpty();
    }
    try {
      Read read = read(disk.bytes.toByteArray());
      assertThat(read.facts()).isEqualTo(facts.subList(0, read.facts().size()));
      assertThat(read.note().isPresent()).isEqualTo(disk.full);
    } catch (RecordingException nothingThere) {
      assertThat(room).isLessThan(300);
    }
  }

  /** Takes so many bytes and no more, as a device does: a write may be taken in part. */
  private static final class SmallDisk extends OutputStream {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int room;
    boolean full;

    SmallDisk(int room) {
      this.room = room;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      int taken = Math.min(length, room - bytes.size());
      bytes.write(from, offset, taken);
      if (taken < length) {
        full = true;
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void aTurnTakesLessThanAHundredBytes() {
    Turn turn =
        new Turn(
            28_581,
            28_560,
            63,
            Turn.Kind.WOKEN,
            123_456_789_012_345L,
            127_000_000,
            3_320_000_000L,
            4_160_000,
            57_000,
            49_000_000,
            100_000,
            1_234_567,
            new Blocked(1, 202, 0x7f12_3456_789aL, 0x189, 0, false, false, 28_577, 28_560),
            new Occupant(28_555, 28_560, 4_160_000, "java"),
            "yes");
    int with100 = recorded(HEADER, repeated(turn, 100)).length;
    int with200 = recorded(HEADER, repeated(turn, 200)).length;

    assertThat((with200 - with100) / 100).isLessThanOrEqualTo(100);
  }

  @Test
  void aFrameOfAKindThatIsNotKnownIsPassedOver() throws IOException {
    List<Fact> facts = new AnyFacts(1).some(20);
    byte[] known = recorded(HEADER, facts);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(known);
    more.write(new byte[] {(byte) 200, 6, 1, 2, 3, 0x5b, (byte) 0xe4, (byte) 0xac, (byte) 0x9a});
    byte[] bytes = more.toByteArray();
    CRC32C sum = new CRC32C();
    sum.update(bytes, known.length, 5);
    for (int i = 0; i < 4; i++) {
      bytes[known.length + 5 + i] = (byte) (sum.getValue() >>> (8 * i));
    }

    assertThat(read(bytes).facts()).isEqualTo(facts);
    assertThat(read(bytes).note()).isEmpty();
  }

  @Test
  void aLaterFormatAsksForALaterKeelson() {
    byte[] bytes = recorded(HEADER, List.of());
    bytes[7] = 2;

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(RecordingException.class)
        .hasMessage(
            "some.recording has format 2, and this version of Keelson reads format 1. Use a later one.");
  }

  @Test
  void theLastHeaderCounts() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordingWriter writer = new RecordingWriter(FILE, FILE, out, HEADER);
    RecordingHeader later = new AnyFacts(2).header();
    writer.update(later);
    writer.finish(5);

    assertThat(read(out.toByteArray()).header()).isEqualTo(later);
  }

  @Test
  void theFileHasItsNameOnlyWhenItIsFinished(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.recording");
    List<Fact> facts = new AnyFacts(3).some(20);
    try (RecordingWriter writer = RecordingWriter.create(file, HEADER)) {
      facts.forEach(writer::write);
      writer.flush();
      assertThat(file).doesNotExist();
      Path unfinished;
      try (var files = Files.list(folder)) {
        unfinished = files.findFirst().orElseThrow();
      }
      assertThat(read(Files.readAllBytes(unfinished)).facts()).isEqualTo(facts);
      assertThat(read(Files.readAllBytes(unfinished)).note())
          .hasValueSatisfying(note -> assertThat(note).contains("was not finished"));
      writer.finish(9);
      assertThat(writer.failure()).isEmpty();
    }
    try (RecordingReader reader = RecordingReader.open(file)) {
      assertThat(reader.next()).contains(facts.getFirst());
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static List<Fact> repeated(Fact fact, int times) {
    return Collections.nCopies(times, fact);
  }

  private static byte[] recorded(RecordingHeader header, List<Fact> facts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordingWriter writer = new RecordingWriter(FILE, FILE, out, header);
    facts.forEach(writer::write);
    writer.finish(77);
    assertThat(writer.failure()).isEmpty();
    return out.toByteArray();
  }

  private static RecordingReader reader(byte[] bytes) {
    return new RecordingReader(FILE.toString(), new ByteArrayInputStream(bytes));
  }

  private static Read read(byte[] bytes) {
    try (RecordingReader reader = reader(bytes)) {
      List<Fact> facts = new ArrayList<>();
      for (Optional<Fact> fact = reader.next(); fact.isPresent(); fact = reader.next()) {
        facts.add(fact.get());
      }
      return new Read(reader.header(), facts, reader.note(), reader.endNanos().isPresent());
    }
  }
}
