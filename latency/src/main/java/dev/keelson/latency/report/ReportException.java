package dev.keelson.latency.report;

import java.io.IOException;

/** A report could not be written; the message is a sentence for the person who asked for it. */
public final class ReportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReportException(String message, IOException cause) {
    super(message, cause);
  }
}
