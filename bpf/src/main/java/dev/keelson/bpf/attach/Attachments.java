package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.nio.file.Path;
import java.util.List;

/** Attaches programs where their images say, or where the caller says. */
public final class Attachments {
  private Attachments() {}

  /** Whether a program needs nothing but {@link #attach(BpfProgram)} to run by itself. */
  public static boolean attachesByItself(BpfProgram program) {
    return switch (program.spec().attachPoint()) {
      case AttachPoint.BtfTracepoint _,
          AttachPoint.RawTracepoint _,
          AttachPoint.Tracepoint _,
          AttachPoint.Kprobe _,
          AttachPoint.KprobeMulti _,
          AttachPoint.UprobeMulti _,
          AttachPoint.Fentry _,
          AttachPoint.Fexit _,
          AttachPoint.FmodRet _,
          AttachPoint.Lsm _,
          AttachPoint.PerfEvent _,
          AttachPoint.StructOps _ ->
          true;
      case AttachPoint.Uprobe(String path, String symbol, boolean _) ->
          !path.isEmpty() && !symbol.isEmpty();
      case AttachPoint.Usdt(String path, String _, String _, int _) -> !path.isEmpty();
      case AttachPoint.Xdp(String device) -> !device.isEmpty();
      case AttachPoint.Tc(boolean _, String device) -> !device.isEmpty();
      case AttachPoint.Cgroup(CgroupHook _, String path) -> !path.isEmpty();
      case AttachPoint.SocketFilter(String device) -> !device.isEmpty();
      case AttachPoint.SkLookup _, AttachPoint.FlowDissector _ -> true;
      case AttachPoint.Iterator _, AttachPoint.Syscall _ -> false;
    };
  }

  /**
   * Attaches a program at the attach point that its image names.
   *
   * @throws IllegalArgumentException when its kind is not attached (it runs by {@link
   *     BpfProgram#testRun} or {@link KernelWalk}), or its attach point is left open
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel lacks the attach point
   */
  public static Attachment attach(BpfProgram program) {
    return attach(program, Cookie.NONE);
  }

  /**
   * As {@link #attach(BpfProgram)}, with a cookie for the program to read.
   *
   * @throws IllegalArgumentException when programs of that kind have no cookie
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel gives programs at that
   *     place none: BTF and raw tracepoints since Linux 6.10
   */
  public static Attachment attach(BpfProgram program, Cookie given) {
    long cookie = given.value();
    if (cookie != 0 && !program.spec().attachPoint().hasCookie()) {
      throw new IllegalArgumentException(
          "%s has no cookie: tracepoints, probes, trampolines and perf events have one"
              .formatted(program));
    }
    return switch (program.spec().attachPoint()) {
      case AttachPoint.BtfTracepoint(String tracepoint) ->
          toldAtLoad(program, "", cookie, "tracepoint " + tracepoint);
      case AttachPoint.RawTracepoint(String tracepoint) ->
          toldAtLoad(program, tracepoint, cookie, "tracepoint " + tracepoint);
      case AttachPoint.Fentry(String function) ->
          toldAtLoad(program, "", cookie, "the entry of " + function);
      case AttachPoint.Fexit(String function) ->
          toldAtLoad(program, "", cookie, "the return of " + function);
      case AttachPoint.FmodRet(String function) -> toldAtLoad(program, "", cookie, function);
      case AttachPoint.Lsm(String hook) -> {
        SecurityModules.requireBpf();
        yield toldAtLoad(program, "", cookie, "hook " + hook);
      }
      case AttachPoint.Tracepoint point -> ProbeAttachments.tracepoint(program, point, cookie);
      case AttachPoint.Kprobe point -> ProbeAttachments.kprobe(program, point, cookie);
      case AttachPoint.KprobeMulti point -> ProbeAttachments.kprobes(program, point, cookie);
      case AttachPoint.UprobeMulti point -> ProbeAttachments.uprobes(program, point, cookie);
      case AttachPoint.PerfEvent point ->
          ProbeAttachments.counter(program, point, UprobeTarget.ANY_PROCESS, cookie);
      case AttachPoint.Uprobe(String path, String symbol, boolean _) -> {
        if (path.isEmpty() || symbol.isEmpty()) {
          throw leftOpen(program, "file or function", "a UprobeTarget");
        }
        Path file = Path.of(path);
        yield attach(
            program,
            UprobeTarget.function(file, symbol, UprobeTarget.ANY_PROCESS).withCookie(cookie));
      }
      case AttachPoint.Usdt(String path, String _, String _, int _) -> {
        if (path.isEmpty()) {
          throw leftOpen(program, "the file", "a file and a process");
        }
        yield attach(program, Path.of(path), UprobeTarget.ANY_PROCESS);
      }
      case AttachPoint.Xdp(String device) -> attach(program, named(program, device));
      case AttachPoint.Tc(boolean _, String device) -> attach(program, named(program, device));
      case AttachPoint.StructOps _ -> StructOpsRegistration.register(List.of(program));
      case AttachPoint.SocketFilter(String device) -> attach(program, named(program, device));
      case AttachPoint.Cgroup(CgroupHook _, String path) -> {
        if (path.isEmpty()) {
          throw leftOpen(program, "its cgroup", "the cgroup's folder");
        }
        yield attach(program, Path.of(path));
      }
      case AttachPoint.SkLookup _, AttachPoint.FlowDissector _ ->
          NetworkAttachments.namespace(program);
      case AttachPoint.Iterator _ -> throw notAttached(program, "KernelWalk.open() is called");
      case AttachPoint.Syscall _ -> throw notAttached(program, "testRun() is called");
    };
  }

  /**
   * Registers the kernel struct whose functions these programs are.
   *
   * @param functions all programs of one class; the kernel says which of the struct's functions
   *     must be there
   * @throws IllegalArgumentException when one is no function of a kernel struct
   * @throws dev.keelson.linux.SyscallException when the kernel refuses: EINVAL when a function is
   *     missing, EEXIST when the name is taken
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel lets no program
   *     implement the struct
   */
  public static Attachment register(List<BpfProgram> functions) {
    return StructOpsRegistration.register(functions);
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
    return ProbeAttachments.uprobe(program, target, uprobe.onReturn());
  }

  /**
   * Attaches a static probe's program to all places of the probe in a file.
   *
   * @param pid the process or thread in which it counts; {@link UprobeTarget#ANY_PROCESS} for all
   * @throws IllegalArgumentException when it is no such program, or the file has no such probe with
   *     the arguments that the program takes
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static Attachment attach(BpfProgram program, Path file, int pid) {
    if (!(program.spec().attachPoint() instanceof AttachPoint.Usdt point)) {
      throw new IllegalArgumentException(program + " is no program of a static probe");
    }
    return ProbeAttachments.usdt(program, UsdtSites.of(program, point, file), file, pid);
  }

  /**
   * Attaches a perf event program to what one thread does, on whichever CPU.
   *
   * @param threadId as the kernel knows it; a process id is its first thread
   * @throws IllegalArgumentException when it is no perf event program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static Attachment attach(BpfProgram program, int threadId) {
    if (!(program.spec().attachPoint() instanceof AttachPoint.PerfEvent event)) {
      throw new IllegalArgumentException(program + " is no perf event program");
    }
    return ProbeAttachments.counter(program, event, threadId, Cookie.NONE.value());
  }

  /**
   * Attaches an XDP, TC or socket filter program to a network device, whatever its image says.
   *
   * @throws IllegalArgumentException when it is another kind of program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static Attachment attach(BpfProgram program, NetworkDevice device) {
    return NetworkAttachments.device(program, device);
  }

  /**
   * Attaches a cgroup program to a cgroup, whatever its image says.
   *
   * @param cgroup its folder in a cgroup2 file system, for example {@code /sys/fs/cgroup/web}
   * @throws IllegalArgumentException when it is another kind of program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static Attachment attach(BpfProgram program, Path cgroup) {
    return NetworkAttachments.cgroup(program, cgroup);
  }

  private static NetworkDevice named(BpfProgram program, String device) {
    if (device.isEmpty()) {
      throw leftOpen(program, "its network device", "a NetworkDevice");
    }
    return NetworkDevice.named(device);
  }

  private static Attachment toldAtLoad(BpfProgram program, String name, long cookie, String place) {
    String what = "BPF_RAW_TRACEPOINT_OPEN, program \"%s\" at %s".formatted(program.name(), place);
    try {
      return new Attachment(
          program, List.of(LinkCommands.rawTracepointOpen(program.fd(), name, cookie, what)));
    } catch (SyscallException e) {
      if (cookie != 0 && e.errno() == Errno.E2BIG) {
        throw new UnsupportedKernelException(
            "this kernel gives the program at %s no cookie".formatted(place),
            "It does since Linux 6.10. Attach without one, or load the class once for each place"
                + " with another value of a Setting.",
            e);
      }
      throw e;
    }
  }

  private static IllegalArgumentException leftOpen(
      BpfProgram program, String open, String instead) {
    return new IllegalArgumentException(
        "%s leaves %s open: attach it with %s".formatted(program.name(), open, instead));
  }

  private static IllegalArgumentException notAttached(BpfProgram program, String when) {
    return new IllegalArgumentException(
        program + " is not attached anywhere: it runs when " + when);
  }
}
