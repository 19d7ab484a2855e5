package dev.keelson.latency.recording;

/** What a frame holds. The numbers are those in files: they are never given to another kind. */
enum FrameKind {
  /** A {@link RecordingHeader}; the last one counts. */
  HEADER(1),
  /** A text in UTF-8; the n-th one is text n, and text 0 is empty. */
  TEXT(2),
  /** The recording is complete: when it ended. */
  END(3),
  TURN(10),
  STOP(11),
  ACTIVITY(12),
  NAMED(13),
  STOLEN(14),
  QUOTA(15),
  DESCRIPTOR(16),
  LOST(17),
  MISSING(18),
  CLOCK_FITTED(19);

  private static final FrameKind[] BY_NUMBER = new FrameKind[256];

  static {
    for (FrameKind kind : values()) {
      BY_NUMBER[kind.number] = kind;
    }
  }

  final int number;

  FrameKind(int number) {
    this.number = number;
  }

  /** The kind of a number from 0 to 255; null for one that this version does not know. */
  static FrameKind of(int number) {
    return BY_NUMBER[number];
  }
}
