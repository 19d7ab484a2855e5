package dev.keelson.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers why it could not be written. A reader that went away ({@code
 * keelson ... | head}) is no failure. After the first error every write fails, so that a {@code
 * PrintStream} above knows ({@code checkError}). Confined to one thread.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private boolean broken;
  private String failure = "";

  StandardOutput(OutputStream target) {
    this.target = new BufferedOutputStream(target, 8192);
  }

  /** What the system said about the first write that failed, unless the reader just went away. */
  Optional<String> failure() {
    return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    attempt(() -> target.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(target::flush);
  }

  private void attempt(Write write) throws IOException {
    if (broken) {
      throw new IOException("standard output has failed before");
    }
    try {
      write.run();
    } catch (IOException e) {
      broken = true;
      // java.io carries no errno; EPIPE is known by its text alone (strerror(3)).
      failure = String.valueOf(e.getMessage()).contains("Broken pipe") ? "" : e.getMessage();
      throw e;
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
