package dev.keelson.latency.recording;

import dev.keelson.latency.fact.Fact;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Records facts. The file has a name of its own beside its place until {@link #finish}; whoever is
 * killed before leaves that one, which can be read. A disk that is full ends the recording and
 * nothing else: {@link #failure} says so. Mutable, confined to one thread.
 *
 * <pre>
 *   try (RecordingWriter writer = RecordingWriter.create(file, header)) {
 *     writer.write(fact);             // any number
 *     writer.finish(System.nanoTime());
 *   }
 * </pre>
 */
public final class RecordingWriter implements AutoCloseable {
  static final byte[] MAGIC = "KEELSON".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;
  static final int CRC_BYTES = 4;

  private static final int BUFFER_BYTES = 1 << 16;

  /** A text that is longer is cut: nobody reads more of it, and a frame has an end. */
  private static final int MAX_TEXT = 100_000;

  private final Path file;
  private final Path unfinished;
  private final OutputStream opened;
  private final OutputStream out;
  private final Map<String, Long> texts = new HashMap<>();
  private final Payload payload = new Payload();
  private final Payload head = new Payload();
  private final CRC32C checksum = new CRC32C();
  private Optional<String> failure = Optional.empty();
  private boolean closed;

  /**
   * Of a stream that is open.
   *
   * @param unfinished what the file is called until it is finished; the file itself when it is none
   *     that could be renamed
   */
  RecordingWriter(Path file, Path unfinished, OutputStream opened, RecordingHeader header) {
    this.file = file;
    this.unfinished = unfinished;
    this.opened = opened;
    this.out = new BufferedOutputStream(opened, BUFFER_BYTES);
    texts.put("", 0L);
    try {
      out.write(MAGIC);
      out.write(VERSION);
    } catch (IOException e) {
      fail(e);
    }
    update(header);
  }

  /**
   * Opens a file to record to.
   *
   * @throws IOException when it cannot be made; nothing has been measured then
   */
  public static RecordingWriter create(Path file, RecordingHeader header) throws IOException {
    Path place = file.toAbsolutePath();
    boolean renamed = !Files.exists(place) || Files.isRegularFile(place);
    Path unfinished =
        renamed
            ? place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished")
            : place;
    return new RecordingWriter(place, unfinished, Files.newOutputStream(unfinished), header);
  }

  /** Something became known of what is measured, for example its JVM. */
  public void update(RecordingHeader header) {
    FactCodec.encode(header, this::numberOf, payload);
    frame(FrameKind.HEADER);
  }

  /** Records a fact. */
  public void write(Fact fact) {
    if (failure.isEmpty()) {
      frame(FactCodec.encode(fact, this::numberOf, payload));
    }
  }

  /** Hands what was recorded to the kernel: what comes after can be lost, this not. */
  public void flush() {
    if (failure.isEmpty()) {
      try {
        out.flush();
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /**
   * The measurement has ended: the file gets its name.
   *
   * @param endNanos when, CLOCK_MONOTONIC
   */
  public void finish(long endNanos) {
    payload.clear();
    payload.number(endNanos);
    frame(FrameKind.END);
    flush();
    close();
    if (!unfinished.equals(file)) {
      try {
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /** Why the recording is not complete, as a sentence; empty when it is. */
  public Optional<String> failure() {
    return failure;
  }

  /** Closes the file; idempotent. One that is not finished keeps its first name. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        // What a full disk did not take must not come after what it took of it.
        (failure.isPresent() ? opened : out).close();
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  private long numberOf(String text) {
    Long known = texts.get(text);
    if (known == null) {
      known = (long) texts.size();
      texts.put(text, known);
      payload.clear();
      payload.utf8(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
      frame(FrameKind.TEXT);
    }
    return known;
  }

  private void frame(FrameKind kind) {
    if (failure.isPresent()) {
      return;
    }
    head.clear();
    head.octet((byte) kind.number);
    head.number(payload.length());
    checksum.reset();
    checksum.update(head.bytes(), 0, head.length());
    checksum.update(payload.bytes(), 0, payload.length());
    long sum = checksum.getValue();
    try {
      out.write(head.bytes(), 0, head.length());
      out.write(payload.bytes(), 0, payload.length());
      for (int i = 0; i < CRC_BYTES; i++) {
        out.write((int) (sum >>> (8 * i)));
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    if (failure.isEmpty()) {
      String why =
          e instanceof FileSystemException named && named.getReason() != null
              ? named.getReason()
              : e.getMessage();
      failure =
          Optional.of(
              "The recording %s ends early: %s. The measurement goes on; what was recorded can be replayed."
                  .formatted(file, why));
    }
  }
}
