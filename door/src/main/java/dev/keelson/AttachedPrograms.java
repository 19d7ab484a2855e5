package dev.keelson;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Attachments;
import java.util.ArrayList;
import java.util.List;

/** The programs of a class, attached together and detached together. */
public final class AttachedPrograms implements AutoCloseable {
  private final List<Attachment> attachments;

  private AttachedPrograms(List<Attachment> attachments) {
    this.attachments = List.copyOf(attachments);
  }

  static AttachedPrograms attach(List<BpfProgram> programs) {
    List<Attachment> attachments = new ArrayList<>();
    try {
      for (BpfProgram program : programs) {
        attachments.add(Attachments.attach(program));
      }
      return new AttachedPrograms(attachments);
    } catch (Throwable e) {
      detach(attachments, e);
      throw e;
    }
  }

  /** One for each program, in the order of the class. */
  public List<Attachment> attachments() {
    return attachments;
  }

  /** Detaches all, last attached first; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("detaching failed");
    detach(attachments, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void detach(List<Attachment> attachments, Throwable first) {
    for (Attachment attachment : attachments.reversed()) {
      try {
        attachment.close();
      } catch (RuntimeException e) {
        first.addSuppressed(e);
      }
    }
  }
}
