package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.sys.Commands;
import dev.keelson.bpf.sys.PerfEventCommands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.object.image.AttachPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Attaches programs where their images say, or where the caller says. */
public final class Attachments {
  private Attachments() {}

  /** Whether a program needs nothing but {@link #attach(BpfProgram)} to run by itself. */
  public static boolean attachesByItself(BpfProgram program) {
    return switch (program.spec().attachPoint()) {
      case AttachPoint.BtfTracepoint point -> true;
      case AttachPoint.RawTracepoint point -> true;
      case AttachPoint.Tracepoint point -> true;
      case AttachPoint.Uprobe(String path, String symbol, boolean onReturn) ->
          !path.isEmpty() && !symbol.isEmpty();
      case AttachPoint.Syscall point -> false;
      case AttachPoint.SocketFilter point -> false;
    };
  }

  /**
   * Attaches a program at the attach point that its image names.
   *
   * @throws IllegalArgumentException when its kind is not attached (it runs by {@link
   *     BpfProgram#testRun}), or its attach point is left open
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel lacks the attach point
   */
  public static Attachment attach(BpfProgram program) {
    return switch (program.spec().attachPoint()) {
      case AttachPoint.BtfTracepoint(String tracepoint) -> rawTracepoint(program, "", tracepoint);
      case AttachPoint.RawTracepoint(String tracepoint) ->
          rawTracepoint(program, tracepoint, tracepoint);
      case AttachPoint.Tracepoint(String category, String event) -> {
        int id = TracepointId.read(category, event);
        yield perfEvent(
            program,
            () -> PerfEventCommands.tracepoint(id),
            "tracepoint %s:%s".formatted(category, event));
      }
      case AttachPoint.Uprobe(String path, String symbol, boolean onReturn) -> {
        if (path.isEmpty() || symbol.isEmpty()) {
          throw new IllegalArgumentException(
              "%s leaves file or function open: attach it with a UprobeTarget"
                  .formatted(program.name()));
        }
        Path file = Path.of(path);
        yield attach(program, UprobeTarget.function(file, symbol, UprobeTarget.ANY_PROCESS));
      }
      case AttachPoint.Syscall point -> throw notAttached(program);
      case AttachPoint.SocketFilter point -> throw notAttached(program);
    };
  }

  /**
   * Attaches a uprobe program at a place that its image leaves open.
   *
   * @throws IllegalArgumentException when it is no uprobe program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static Attachment attach(BpfProgram program, UprobeTarget target) {
    if (!(program.spec().attachPoint() instanceof AttachPoint.Uprobe uprobe)) {
      throw new IllegalArgumentException(program + " is no uprobe program");
    }
    return perfEvent(
        program,
        () ->
            PerfEventCommands.uprobe(
                target.file(), target.fileOffset(), uprobe.onReturn(), target.pid()),
        "%s %s+0x%x"
            .formatted(
                uprobe.onReturn() ? "uretprobe" : "uprobe", target.file(), target.fileOffset()));
  }

  private static Attachment rawTracepoint(BpfProgram program, String name, String shown) {
    String what =
        "BPF_RAW_TRACEPOINT_OPEN, program \"%s\" at tracepoint %s".formatted(program.name(), shown);
    return new Attachment(program, List.of(Commands.rawTracepointOpen(program.fd(), name, what)));
  }

  private static Attachment perfEvent(
      BpfProgram program, Supplier<FileDescriptor> open, String shown) {
    FileDescriptor event = open.get();
    try {
      FileDescriptor link =
          Commands.perfEventLink(
              program.fd(),
              event,
              "BPF_LINK_CREATE, program \"%s\" at %s".formatted(program.name(), shown));
      return new Attachment(program, List.of(link, event));
    } catch (Throwable e) {
      event.close();
      throw e;
    }
  }

  private static IllegalArgumentException notAttached(BpfProgram program) {
    return new IllegalArgumentException(
        program + " is not attached anywhere: it runs when testRun() is called");
  }
}
