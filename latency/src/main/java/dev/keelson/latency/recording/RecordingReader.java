package dev.keelson.latency.recording;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.recording.PayloadReader.MalformedPayload;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Reads what a {@link RecordingWriter} wrote. Mutable, confined to one thread.
 *
 * <pre>
 *   try (RecordingReader reader = RecordingReader.open(file)) {
 *     for (Optional&lt;Fact&gt; fact = reader.next(); fact.isPresent(); fact = reader.next()) {
 *       analysis.accept(fact.get());
 *     }
 *     reader.note().ifPresent(...);
 *   }
 * </pre>
 */
public final class RecordingReader implements AutoCloseable {
  /** Longer than any frame: what says so is not a length. */
  private static final int MAX_FRAME_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String file;
  private final InputStream in;
  private final Texts texts = new Texts();
  private final CRC32C checksum = new CRC32C();
  private RecordingHeader header;
  private OptionalLong endNanos = OptionalLong.empty();
  private Optional<String> note = Optional.empty();
  private Optional<Fact> first = Optional.empty();
  private long offset;
  private long frameStart;
  private boolean atEnd;

  /**
   * Of an open stream.
   *
   * @throws RecordingException when it does not begin as a recording
   */
  RecordingReader(String file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    readMagic();
    first = next();
    if (header == null) {
      throw RecordingException.damaged(file, frameStart, "it does not say what was measured");
    }
  }

  /**
   * Opens a recording and reads its header.
   *
   * @throws RecordingException when it is none, or of a later format
   * @throws IOException when there is no such file, or it may not be read
   */
  public static RecordingReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return new RecordingReader(file.toString(), in);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** What was measured: the last header that was read so far. */
  public RecordingHeader header() {
    return header;
  }

  /** When the measurement ended; empty until that was read, or when it was cut off. */
  public OptionalLong endNanos() {
    return endNanos;
  }

  /** At the end: what the reader should know of the recording, as a sentence; mostly nothing. */
  public Optional<String> note() {
    return note;
  }

  /**
   * The next fact; empty at the end.
   *
   * @throws RecordingException when the file is damaged, or cannot be read on
   */
  public Optional<Fact> next() {
    if (first.isPresent()) {
      Optional<Fact> fact = first;
      first = Optional.empty();
      return fact;
    }
    while (!atEnd) {
      Optional<Fact> fact = frame();
      if (fact.isPresent()) {
        return fact;
      }
    }
    return Optional.empty();
  }

  private void readMagic() {
    byte[] magic = new byte[RecordingWriter.MAGIC.length];
    try {
      int read = in.readNBytes(magic, 0, magic.length);
      int version = in.read();
      if (read < magic.length || version < 0 || !Arrays.equals(magic, RecordingWriter.MAGIC)) {
        throw new RecordingException(
            file + " is no recording: those begin with the word KEELSON.", 0, null);
      }
      if (version != RecordingWriter.VERSION) {
        throw new RecordingException(
            "%s has format %d, and this version of Keelson reads format %d. Use a later one."
                .formatted(file, version, RecordingWriter.VERSION),
            magic.length,
            null);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    offset = magic.length + 1L;
  }

  /** Reads a frame; the fact in it, if it has one. */
  private Optional<Fact> frame() {
    frameStart = offset;
    try {
      int kind = in.read();
      if (kind < 0) {
        end();
        return Optional.empty();
      }
      offset++;
      checksum.reset();
      checksum.update(kind);
      byte[] payload = exactly(length());
      checksum.update(payload);
      long expected = checksum.getValue();
      byte[] sum = exactly(RecordingWriter.CRC_BYTES);
      for (int i = 0; i < sum.length; i++) {
        if ((byte) (expected >>> (8 * i)) != sum[i]) {
          throw RecordingException.damaged(file, frameStart, "the checksum does not fit");
        }
      }
      return content(FrameKind.of(kind), new PayloadReader(payload));
    } catch (EOFException _) {
      atEnd = true;
      note =
          Optional.of(
              "%s is cut off at byte %d, within a frame: what was recorded before is used."
                  .formatted(file, frameStart));
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    } catch (MalformedPayload | IllegalArgumentException e) {
      throw RecordingException.damaged(file, frameStart, String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<Fact> content(FrameKind kind, PayloadReader payload) throws MalformedPayload {
    return switch (kind) {
      case null -> Optional.empty(); // of a later version
      case HEADER -> {
        header = FactCodec.header(payload, texts);
        yield Optional.empty();
      }
      case TEXT -> {
        texts.add(payload.utf8());
        yield Optional.empty();
      }
      case END -> {
        endNanos = OptionalLong.of(payload.number());
        yield Optional.empty();
      }
      case TURN, STOP, ACTIVITY, NAMED, STOLEN, QUOTA, DESCRIPTOR, LOST, MISSING, CLOCK_FITTED ->
          Optional.of(FactCodec.decode(kind, payload, texts));
    };
  }

  private int length() throws IOException, MalformedPayload {
    byte[] bytes = new byte[Long.BYTES];
    int count = 0;
    do {
      if (count == bytes.length) {
        throw RecordingException.damaged(file, frameStart, "a frame has no length");
      }
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      offset++;
      bytes[count++] = (byte) next;
      checksum.update(next);
    } while (bytes[count - 1] < 0);
    long length = new PayloadReader(bytes).number();
    if (length < 0 || length > MAX_FRAME_BYTES) {
      throw RecordingException.damaged(file, frameStart, "a frame of " + length + " bytes");
    }
    return (int) length;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    offset += length;
    return bytes;
  }

  private void end() {
    atEnd = true;
    if (endNanos.isEmpty()) {
      note =
          Optional.of(
              "%s was not finished: Keelson was killed, or the disk was full.".formatted(file));
    }
  }

  private RecordingException unreadable(IOException e) {
    return new RecordingException(
        "%s cannot be read beyond byte %d: %s.".formatted(file, offset, e.getMessage()), offset, e);
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
