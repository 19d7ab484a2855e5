package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.bpf.sys.PerfEventCommands;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.usdt.UsdtNote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Attachments by way of perf events, and the links that hold many probes at once. */
final class ProbeAttachments {
  private static final int ANY_CPU = -1;

  private final BpfProgram program;
  private final List<FileDescriptor> opened = new ArrayList<>();

  private ProbeAttachments(BpfProgram program) {
    this.program = program;
  }

  static Attachment tracepoint(BpfProgram program, AttachPoint.Tracepoint point, long cookie) {
    int id = TracepointId.read(point.category(), point.event());
    return new ProbeAttachments(program)
        .event(
            () -> PerfEventCommands.tracepoint(id),
            cookie,
            "tracepoint %s:%s".formatted(point.category(), point.event()))
        .finished();
  }

  static Attachment kprobe(BpfProgram program, AttachPoint.Kprobe point, long cookie) {
    String shown = "%s %s".formatted(point.onReturn() ? "kretprobe" : "kprobe", point.function());
    return new ProbeAttachments(program).event(() -> kprobeEvent(point), cookie, shown).finished();
  }

  private static FileDescriptor kprobeEvent(AttachPoint.Kprobe point) {
    try {
      return PerfEventCommands.kprobe(point.function(), point.onReturn());
    } catch (SyscallException e) {
      // kernel/kprobes.c: ENOENT for a symbol that is not there, EADDRNOTAVAIL on the way to it
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.EADDRNOTAVAIL) {
        throw new UnsupportedKernelException(
            "this kernel has no function \"%s\" for a kprobe".formatted(point.function()),
            "It may be inlined, have another name, or be closed to kprobes; /proc/kallsyms lists"
                + " what there is.",
            e);
      }
      throw e;
    }
  }

  static Attachment kprobes(BpfProgram program, AttachPoint.KprobeMulti point, long cookie) {
    List<String> functions = FunctionPatterns.ofKernel(point.patterns());
    String what =
        "BPF_LINK_CREATE, program \"%s\" at %d kernel functions"
            .formatted(program.name(), functions.size());
    try {
      return new Attachment(
          program,
          List.of(
              LinkCommands.kprobeMulti(program.fd(), functions, point.onReturn(), cookie, what)));
    } catch (SyscallException e) {
      if (e.errno() == Errno.EOPNOTSUPP || !SystemInfo.kernel().isAtLeast(5, 18)) {
        throw new UnsupportedKernelException(
            "this kernel has no link of many kprobes",
            "It needs Linux 5.18 and CONFIG_FPROBE=y. Use @Kprobe, one method for each function.",
            e);
      }
      throw e;
    }
  }

  /** By one link; before Linux 6.6, which brought it, by an event for each place. */
  static Attachment uprobes(BpfProgram program, AttachPoint.UprobeMulti point, long cookie) {
    Path file = Path.of(point.path());
    List<Long> offsets = FunctionPatterns.ofFile(file, point.patterns());
    if (!SystemInfo.kernel().isAtLeast(6, 6)) {
      ProbeAttachments all = new ProbeAttachments(program);
      for (long offset : offsets) {
        all.uprobe(file, offset, 0, point.onReturn(), UprobeTarget.ANY_PROCESS, cookie);
      }
      return all.finished();
    }
    String what =
        "BPF_LINK_CREATE, program \"%s\" at %d places of %s"
            .formatted(program.name(), offsets.size(), file);
    return new Attachment(
        program,
        List.of(
            LinkCommands.uprobeMulti(
                program.fd(), file, offsets, point.onReturn(), 0, cookie, what)));
  }

  static Attachment uprobe(BpfProgram program, UprobeTarget target, boolean onReturn) {
    return new ProbeAttachments(program)
        .uprobe(target.file(), target.fileOffset(), 0, onReturn, target.pid(), target.cookie())
        .finished();
  }

  static Attachment usdt(BpfProgram program, List<UsdtSites.Site> sites, Path file, int pid) {
    ProbeAttachments all = new ProbeAttachments(program);
    for (UsdtSites.Site site : sites) {
      UsdtNote note = site.note();
      all.uprobe(file, note.fileOffset(), note.semaphoreOffset(), false, pid, site.tableEntry());
    }
    return all.finished();
  }

  /** A place of a file; on failure nothing of this attachment stays open. */
  private ProbeAttachments uprobe(
      Path file, long offset, long semaphoreOffset, boolean onReturn, int pid, long cookie) {
    return event(
        () -> PerfEventCommands.uprobe(file, offset, semaphoreOffset, onReturn, pid),
        cookie,
        "%s %s+0x%x".formatted(onReturn ? "uretprobe" : "uprobe", file, offset));
  }

  static Attachment counter(BpfProgram program, AttachPoint.PerfEvent point, int pid, long cookie) {
    String shown = "perf event " + point.kind();
    ProbeAttachments all = new ProbeAttachments(program);
    if (pid != UprobeTarget.ANY_PROCESS) {
      return all.event(() -> counterEvent(point, pid, ANY_CPU), cookie, shown).finished();
    }
    SystemInfo.onlineCpus().stream()
        .forEach(cpu -> all.event(() -> counterEvent(point, pid, cpu), cookie, shown));
    return all.finished();
  }

  private static FileDescriptor counterEvent(AttachPoint.PerfEvent point, int pid, int cpu) {
    try {
      return PerfEventCommands.counter(point, pid, cpu);
    } catch (SyscallException e) {
      // kernel/events/core.c perf_init_event: no unit that counts this
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.EOPNOTSUPP) {
        throw new UnsupportedKernelException(
            "this machine does not count " + point.kind(),
            "The processor's counters are missing, as in most virtual machines. CPU_CLOCK and the"
                + " other software events are counted everywhere.",
            e);
      }
      throw e;
    }
  }

  private ProbeAttachments event(Supplier<FileDescriptor> open, long cookie, String shown) {
    try {
      FileDescriptor event = open.get();
      opened.addFirst(event);
      opened.addFirst(
          LinkCommands.perfEvent(
              program.fd(),
              event,
              cookie,
              "BPF_LINK_CREATE, program \"%s\" at %s".formatted(program.name(), shown)));
      return this;
    } catch (Throwable e) {
      opened.forEach(FileDescriptor::close);
      throw e;
    }
  }

  private Attachment finished() {
    return new Attachment(program, opened);
  }
}
