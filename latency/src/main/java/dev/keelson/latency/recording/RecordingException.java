package dev.keelson.latency.recording;

/** A recording cannot be used; the message says where and why, for the person who asked for it. */
public final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long offset;

  RecordingException(String message, long offset, Throwable cause) {
    super(message, cause);
    this.offset = offset;
  }

  static RecordingException damaged(String file, long offset, String why) {
    return damaged(file, offset, why, null);
  }

  static RecordingException damaged(String file, long offset, String why, Throwable cause) {
    return new RecordingException(
        "%s is damaged at byte %d: %s. Record again, or copy the file again."
            .formatted(file, offset, why),
        offset,
        cause);
  }

  /** The byte in the file, counted from 0, from which on it is of no use. */
  public long offset() {
    return offset;
  }
}
