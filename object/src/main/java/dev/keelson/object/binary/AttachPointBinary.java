package dev.keelson.object.binary;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import dev.keelson.object.image.PerfEventKind;

/** Attach points as binary values: the name of the kind, then what the kind says. */
final class AttachPointBinary {
  private AttachPointBinary() {}

  static void write(BinaryWriter out, AttachPoint point) {
    switch (point) {
      case AttachPoint.BtfTracepoint(String tracepoint) -> texts(out, "tp_btf", tracepoint);
      case AttachPoint.RawTracepoint(String tracepoint) -> texts(out, "raw_tp", tracepoint);
      case AttachPoint.Tracepoint(String category, String event) ->
          texts(out, "tp", category, event);
      case AttachPoint.Uprobe(String path, String symbol, boolean onReturn) -> {
        texts(out, "uprobe", path, symbol);
        out.flag(onReturn);
      }
      case AttachPoint.Syscall _ -> texts(out, "syscall");
      case AttachPoint.Xdp(String device) -> texts(out, "xdp", device);
      case AttachPoint.Tc(boolean egress, String device) -> {
        texts(out, "tc", device);
        out.flag(egress);
      }
      case AttachPoint.Cgroup(CgroupHook hook, String path) ->
          texts(out, "cgroup", hook.name(), path);
      case AttachPoint.SkLookup _ -> texts(out, "sk_lookup");
      case AttachPoint.FlowDissector _ -> texts(out, "flow_dissector");
      case AttachPoint.SocketFilter(String device) -> texts(out, "socket", device);
      case AttachPoint.Kprobe(String function, boolean onReturn) -> {
        texts(out, "kprobe", function);
        out.flag(onReturn);
      }
      case AttachPoint.KprobeMulti multi -> {
        texts(out, "kprobe.multi");
        out.list(multi.patterns(), out::text);
        out.flag(multi.onReturn());
      }
      case AttachPoint.UprobeMulti multi -> {
        texts(out, "uprobe.multi", multi.path());
        out.list(multi.patterns(), out::text);
        out.flag(multi.onReturn());
      }
      case AttachPoint.Usdt(String path, String provider, String probe, int arguments) -> {
        texts(out, "usdt", path, provider, probe);
        out.number(arguments);
      }
      case AttachPoint.Fentry(String function) -> texts(out, "fentry", function);
      case AttachPoint.Fexit(String function) -> texts(out, "fexit", function);
      case AttachPoint.FmodRet(String function) -> texts(out, "fmod_ret", function);
      case AttachPoint.Lsm(String hook) -> texts(out, "lsm", hook);
      case AttachPoint.Iterator(String target) -> texts(out, "iter", target);
      case AttachPoint.PerfEvent(PerfEventKind kind, long every, boolean perSecond) -> {
        texts(out, "perf_event", kind.name());
        out.wide(every);
        out.flag(perSecond);
      }
      case AttachPoint.StructOps(String struct, String member, String name) ->
          texts(out, "struct_ops", struct, member, name);
    }
  }

  private static void texts(BinaryWriter out, String... texts) {
    for (String text : texts) {
      out.text(text);
    }
  }

  static AttachPoint read(BinaryReader in) {
    return switch (in.text()) {
      case "tp_btf" -> new AttachPoint.BtfTracepoint(in.text());
      case "raw_tp" -> new AttachPoint.RawTracepoint(in.text());
      case "tp" -> new AttachPoint.Tracepoint(in.text(), in.text());
      case "uprobe" -> new AttachPoint.Uprobe(in.text(), in.text(), in.flag());
      case "syscall" -> new AttachPoint.Syscall();
      case "xdp" -> new AttachPoint.Xdp(in.text());
      case "tc" -> {
        String device = in.text();
        yield new AttachPoint.Tc(in.flag(), device);
      }
      case "cgroup" -> new AttachPoint.Cgroup(CgroupHook.valueOf(in.text()), in.text());
      case "sk_lookup" -> new AttachPoint.SkLookup();
      case "flow_dissector" -> new AttachPoint.FlowDissector();
      case "socket" -> new AttachPoint.SocketFilter(in.text());
      case "kprobe" -> new AttachPoint.Kprobe(in.text(), in.flag());
      case "kprobe.multi" -> new AttachPoint.KprobeMulti(in.list(in::text), in.flag());
      case "uprobe.multi" -> new AttachPoint.UprobeMulti(in.text(), in.list(in::text), in.flag());
      case "usdt" -> new AttachPoint.Usdt(in.text(), in.text(), in.text(), in.number());
      case "fentry" -> new AttachPoint.Fentry(in.text());
      case "fexit" -> new AttachPoint.Fexit(in.text());
      case "fmod_ret" -> new AttachPoint.FmodRet(in.text());
      case "lsm" -> new AttachPoint.Lsm(in.text());
      case "iter" -> new AttachPoint.Iterator(in.text());
      case "perf_event" ->
          new AttachPoint.PerfEvent(PerfEventKind.valueOf(in.text()), in.wide(), in.flag());
      case "struct_ops" -> new AttachPoint.StructOps(in.text(), in.text(), in.text());
      default -> throw in.malformed("a kind of attach point before this");
    };
  }
}
