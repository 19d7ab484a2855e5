package dev.keelson;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Attachments;
import dev.keelson.object.image.AttachPoint;
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
      List<BpfProgram> functions = programs.stream().filter(AttachedPrograms::isFunction).toList();
      for (BpfProgram program : programs) {
        if (!functions.contains(program)) {
          attachments.add(Attachments.attach(program));
        }
      }
      if (!functions.isEmpty()) {
        attachments.add(Attachments.register(functions));
      }
      return new AttachedPrograms(attachments);
    } catch (Throwable e) {
      detach(attachments, e);
      throw e;
    }
  }

  private static boolean isFunction(BpfProgram program) {
    return program.spec().attachPoint() instanceof AttachPoint.StructOps;
  }

  /** One for each program, in the order of the class; functions of a kernel struct have one. */
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
