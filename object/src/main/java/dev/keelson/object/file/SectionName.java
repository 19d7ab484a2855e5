package dev.keelson.object.file;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.util.List;

/** Sections by their attach points, as libbpf names them ({@code section_defs}, libbpf.c, v1.7). */
final class SectionName {
  private SectionName() {}

  static String of(AttachPoint point) {
    return switch (point) {
      case AttachPoint.BtfTracepoint(String tracepoint) -> "tp_btf/" + tracepoint;
      case AttachPoint.RawTracepoint(String tracepoint) -> "raw_tp/" + tracepoint;
      case AttachPoint.Tracepoint(String category, String event) -> "tp/" + category + "/" + event;
      case AttachPoint.Uprobe uprobe -> uprobe(uprobe);
      case AttachPoint.UprobeMulti(String path, var patterns, boolean onReturn) ->
          (onReturn ? "uretprobe.multi/" : "uprobe.multi/") + path + ":" + first(patterns);
      case AttachPoint.Usdt(String path, String provider, String probe, int _) ->
          path.isEmpty() ? "usdt" : "usdt/%s:%s:%s".formatted(path, provider, probe);
      case AttachPoint.Kprobe(String function, boolean onReturn) ->
          (onReturn ? "kretprobe/" : "kprobe/") + function;
      case AttachPoint.KprobeMulti(var patterns, boolean onReturn) ->
          (onReturn ? "kretprobe.multi/" : "kprobe.multi/") + first(patterns);
      case AttachPoint.Fentry(String function) -> "fentry/" + function;
      case AttachPoint.Fexit(String function) -> "fexit/" + function;
      case AttachPoint.FmodRet(String function) -> "fmod_ret/" + function;
      case AttachPoint.Lsm(String hook) -> "lsm/" + hook;
      case AttachPoint.Iterator(String target) -> "iter/" + target;
      case AttachPoint.PerfEvent _ -> "perf_event";
      case AttachPoint.Xdp _ -> "xdp";
      // "tcx/ingress" says more, and libbpf before 1.3 does not know it.
      case AttachPoint.Tc _ -> "tc";
      case AttachPoint.StructOps(String _, String member, String _) -> "struct_ops/" + member;
      case AttachPoint.Syscall _ -> "syscall";
      case AttachPoint.Cgroup(CgroupHook hook, String _) -> hook.section();
      case AttachPoint.SkLookup _ -> "sk_lookup";
      case AttachPoint.FlowDissector _ -> "flow_dissector";
      case AttachPoint.SocketFilter _ -> "socket";
    };
  }

  /** libbpf takes one pattern by the section's name; others are given when attaching. */
  private static String first(List<String> patterns) {
    return patterns.size() == 1 ? patterns.getFirst() : "";
  }

  /** What is left open here is for the caller of {@code bpf_program__attach_uprobe} to say. */
  private static String uprobe(AttachPoint.Uprobe uprobe) {
    String kind = uprobe.onReturn() ? "uretprobe" : "uprobe";
    return uprobe.path().isEmpty() || uprobe.symbol().isEmpty()
        ? kind
        : "%s/%s:%s".formatted(kind, uprobe.path(), uprobe.symbol());
  }
}
