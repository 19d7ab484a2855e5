package dev.keelson.cli;

import dev.keelson.bpf.BpfMap;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.bpf.VerifierException;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Attachments;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.bpf.attach.WalkScope;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.bpf.ring.RingReader;
import dev.keelson.linux.Memory;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.PerfEventKind;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import java.util.List;

/**
 * What the kernel lets this process do, found out by doing it with programs that do nothing. What
 * the kernel's files promise is not enough: a security module or a container may still refuse.
 */
final class TrialFindings {
  // BPF_ALU64 | BPF_MOV | BPF_K and BPF_JMP | BPF_EXIT, include/uapi/linux/bpf_common.h
  private static final List<Insn> DO_NOTHING =
      List.of(new Insn(0xb7, 0, 0, 0, 0), new Insn(0x95, 0, 0, 0, 0));

  /** One that every kernel has, and that is called rarely enough not to be noticed. */
  private static final String FUNCTION = "do_unlinkat";

  private TrialFindings() {}

  static List<Finding> all() {
    return List.of(
        trial("BTF tracepoint", true, "loads and attaches", TrialFindings::btfTracepoint),
        trial("ring buffer", true, "maps into this process", TrialFindings::ringBuffer),
        trial("run counters", false, "count", () -> RunStatistics.enable().close()),
        trial("tracepoint", false, "loads and attaches", TrialFindings::tracepoint),
        trial("uprobe", false, "loads", TrialFindings::uprobe),
        kind("kprobe", new AttachPoint.Kprobe(FUNCTION, false)),
        kind("fentry", new AttachPoint.Fentry(FUNCTION)),
        kind("lsm", new AttachPoint.Lsm("file_open")),
        kind("perf event", new AttachPoint.PerfEvent(PerfEventKind.CPU_CLOCK, 1, true)),
        trial("iterator", false, "loads and walks", TrialFindings::iterator));
  }

  private static Finding kind(String subject, AttachPoint point) {
    return trial(subject, false, "loads and attaches", () -> attached(point));
  }

  private static void iterator() {
    try (BpfObject object = BpfObject.load(image(new AttachPoint.Iterator("task")));
        KernelWalk<Integer> walk =
            KernelWalk.open(
                object.program("keelson_doctor"),
                new WalkScope.Everything(),
                Codec.of(Integer.class))) {
      walk.forEach(nothing -> {});
    }
  }

  private static Finding trial(String subject, boolean needed, String works, Runnable trial) {
    String refusal;
    try {
      trial.run();
      return Finding.good(subject, works);
    } catch (SyscallException | UnsupportedKernelException | VerifierException e) {
      refusal = e.getMessage();
    }
    List<String> lines = refusal.lines().map(String::strip).toList();
    String remedy = String.join(" ", lines.subList(1, lines.size()));
    return needed
        ? Finding.missing(subject, lines.getFirst(), remedy)
        : Finding.less(subject, lines.getFirst(), remedy);
  }

  private static void btfTracepoint() {
    attached(new AttachPoint.BtfTracepoint("sched_switch"));
  }

  private static void tracepoint() {
    attached(new AttachPoint.Tracepoint("sched", "sched_process_exec"));
  }

  private static void attached(AttachPoint point) {
    try (BpfObject object = BpfObject.load(image(point));
        Attachment _ = Attachments.attach(object.program("keelson_doctor"))) {
      // attached, which is all that is asked
    }
  }

  private static void uprobe() {
    BpfObject.load(image(new AttachPoint.Uprobe("", "", false))).close();
  }

  private static void ringBuffer() {
    MapSpec spec =
        new MapSpec("keelson_doctor", MapType.RINGBUF, 0, 0, Memory.pageSizeBytes(), 0, 0, 0);
    try (BpfMap map = BpfMap.create(spec);
        RingReader _ = RingReader.open(map)) {
      // mapped, which is all that is asked
    }
  }

  private static BpfImage image(AttachPoint point) {
    ProgramSpec program =
        new ProgramSpec("keelson_doctor", point, DO_NOTHING, List.of(), List.of(), List.of());
    return new BpfImage(
        "keelson doctor", "GPL", List.of(), List.of(program), Bytes.empty(), List.of());
  }
}
