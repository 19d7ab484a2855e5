package dev.keelson.object.file;

import dev.keelson.object.image.AttachPoint;

/** Sections by their attach points, as libbpf names them ({@code section_defs}, libbpf.c, v1.7). */
final class SectionName {
  private SectionName() {}

  static String of(AttachPoint point) {
    return switch (point) {
      case AttachPoint.BtfTracepoint(String tracepoint) -> "tp_btf/" + tracepoint;
      case AttachPoint.RawTracepoint(String tracepoint) -> "raw_tp/" + tracepoint;
      case AttachPoint.Tracepoint(String category, String event) -> "tp/" + category + "/" + event;
      case AttachPoint.Uprobe uprobe -> uprobe(uprobe);
      case AttachPoint.Syscall _ -> "syscall";
      case AttachPoint.SocketFilter _ -> "socket";
    };
  }

  /** What is left open here is for the caller of {@code bpf_program__attach_uprobe} to say. */
  private static String uprobe(AttachPoint.Uprobe uprobe) {
    String kind = uprobe.onReturn() ? "uretprobe" : "uprobe";
    return uprobe.path().isEmpty() || uprobe.symbol().isEmpty()
        ? kind
        : "%s/%s:%s".formatted(kind, uprobe.path(), uprobe.symbol());
  }
}
