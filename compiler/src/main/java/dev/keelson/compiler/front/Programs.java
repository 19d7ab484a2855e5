package dev.keelson.compiler.front;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import dev.keelson.object.image.PerfEventKind;
import dev.keelson.program.BpfIterator;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Cgroup;
import dev.keelson.program.Fentry;
import dev.keelson.program.Fexit;
import dev.keelson.program.FlowDissector;
import dev.keelson.program.FmodRet;
import dev.keelson.program.Kprobe;
import dev.keelson.program.KprobeMulti;
import dev.keelson.program.Lsm;
import dev.keelson.program.PerfEvent;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.SkLookup;
import dev.keelson.program.SocketFilter;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Tc;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Uprobe;
import dev.keelson.program.UprobeMulti;
import dev.keelson.program.Usdt;
import dev.keelson.program.Xdp;
import java.lang.classfile.Annotation;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which methods of a class are programs, and where they run. */
final class Programs {
  private static final String VALUE = "value";
  private static final String PATH = "path";
  private static final String ON_RETURN = "onReturn";
  private static final String DEVICE = "device";

  private static final Map<Class<?>, Function<Map<String, Object>, AttachPoint>> KINDS =
      Map.ofEntries(
          Map.entry(BtfTracepoint.class, v -> new AttachPoint.BtfTracepoint(text(v, VALUE))),
          Map.entry(RawTracepoint.class, v -> new AttachPoint.RawTracepoint(text(v, VALUE))),
          Map.entry(Tracepoint.class, v -> tracepoint(text(v, VALUE))),
          Map.entry(Kprobe.class, v -> new AttachPoint.Kprobe(text(v, VALUE), flag(v, ON_RETURN))),
          Map.entry(
              KprobeMulti.class,
              v -> new AttachPoint.KprobeMulti(texts(v, VALUE), flag(v, ON_RETURN))),
          Map.entry(
              Uprobe.class,
              v -> new AttachPoint.Uprobe(text(v, PATH), text(v, "symbol"), flag(v, ON_RETURN))),
          Map.entry(
              UprobeMulti.class,
              v -> new AttachPoint.UprobeMulti(text(v, PATH), texts(v, VALUE), flag(v, ON_RETURN))),
          Map.entry(Fentry.class, v -> new AttachPoint.Fentry(text(v, VALUE))),
          Map.entry(Fexit.class, v -> new AttachPoint.Fexit(text(v, VALUE))),
          Map.entry(FmodRet.class, v -> new AttachPoint.FmodRet(text(v, VALUE))),
          Map.entry(Lsm.class, v -> new AttachPoint.Lsm(text(v, VALUE))),
          Map.entry(BpfIterator.class, v -> new AttachPoint.Iterator(text(v, VALUE))),
          Map.entry(PerfEvent.class, Programs::perfEvent),
          Map.entry(Xdp.class, v -> new AttachPoint.Xdp(text(v, DEVICE))),
          Map.entry(Tc.class, v -> new AttachPoint.Tc(flag(v, "egress"), text(v, DEVICE))),
          Map.entry(
              Cgroup.class,
              v ->
                  new AttachPoint.Cgroup(
                      CgroupHook.valueOf(String.valueOf(v.get(VALUE))), text(v, PATH))),
          Map.entry(SkLookup.class, _ -> new AttachPoint.SkLookup()),
          Map.entry(FlowDissector.class, _ -> new AttachPoint.FlowDissector()),
          Map.entry(SocketFilter.class, v -> new AttachPoint.SocketFilter(text(v, DEVICE))),
          Map.entry(SyscallProgram.class, _ -> new AttachPoint.Syscall()));

  private Programs() {}

  /** Whether the method says where it runs, however it says it. */
  static boolean isProgram(MethodModel method) {
    try {
      return attachPoint(method).isPresent();
    } catch (Refusal _) {
      return true;
    }
  }

  /**
   * Where the method runs; empty when it is no program.
   *
   * @throws Refusal when it says so twice, or not well
   */
  static Optional<AttachPoint> attachPoint(MethodModel method) {
    List<Annotation> annotations = ClassSource.annotations(method);
    if (annotations.isEmpty()) {
      return Optional.empty(); // as of most methods
    }
    List<AttachPoint> points = new ArrayList<>();
    ClassSource.annotation(annotations, Usdt.class)
        .ifPresent(values ->
            points.add(
                new AttachPoint.Usdt(
                    text(values, PATH),
                    text(values, "provider"),
                    text(values, "probe"),
                    method.methodTypeSymbol().parameterCount())));
    KINDS.forEach((annotation, point) ->
        ClassSource.annotation(annotations, annotation).map(point).ifPresent(points::add));
    if (points.size() > 1) {
      throw new Refusal(
          "attach-point",
          "the program %s has %d attach points".formatted(method.methodName(), points.size()),
          "A program has the parameters and the type of one.",
          "Write a method for each, and let them call a third.");
    }
    return points.stream().findFirst();
  }

  /** Whether the program is left out of a kernel that has no such tracepoint. */
  static boolean isLeftOut(MethodModel method, AttachPoint point, Btf kernel) {
    return point instanceof AttachPoint.BtfTracepoint(String name)
        && ClassSource.annotation(method, BtfTracepoint.class)
            .filter(values -> flag(values, "optional"))
            .isPresent()
        && kernel.find(BtfType.Typedef.class, "btf_trace_" + name).isEmpty();
  }

  /** What a program gives after a contained fault: what it says, or what watching ones give. */
  static int resultOnFault(MethodModel method, AttachPoint point) {
    if (method.methodTypeSymbol().returnType().equals(ConstantDescs.CD_void)) {
      return ProgramResult.of(point).watched();
    }
    return KINDS.keySet().stream()
        .flatMap(annotation -> ClassSource.annotation(method, annotation).stream())
        .filter(values -> values.containsKey("onFault"))
        .map(values -> values.get("onFault"))
        .mapToInt(value ->
            value instanceof Number number ? number.intValue() : Boolean.TRUE.equals(value) ? 1 : 0)
        .findFirst()
        .orElse(0);
  }

  private static String text(Map<String, Object> values, String name) {
    return String.valueOf(values.getOrDefault(name, ""));
  }

  private static List<String> texts(Map<String, Object> values, String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static boolean flag(Map<String, Object> values, String name) {
    return Integer.valueOf(1).equals(values.get(name)) || Boolean.TRUE.equals(values.get(name));
  }

  private static AttachPoint perfEvent(Map<String, Object> values) {
    long hertz = number(values, "hertz");
    long period = number(values, "period");
    if (hertz < 0 || period < 0 || (hertz == 0) == (period == 0)) {
      throw new Refusal(
          "attach-point",
          "a perf event with hertz = %d and period = %d".formatted(hertz, period),
          "The kernel counts to one of them.",
          "Write one, for example hertz = 99.");
    }
    PerfEventKind kind =
        PerfEventKind.valueOf(
            String.valueOf(values.getOrDefault(VALUE, PerfEventKind.CPU_CLOCK.name())));
    return new AttachPoint.PerfEvent(kind, Math.max(hertz, period), hertz > 0);
  }

  private static long number(Map<String, Object> values, String name) {
    return values.getOrDefault(name, 0) instanceof Number number ? number.longValue() : 0;
  }

  private static AttachPoint tracepoint(String name) {
    int colon = name.indexOf(':');
    if (colon < 1 || colon == name.length() - 1) {
      throw new Refusal(
          "attach-point",
          "the tracepoint \"%s\" has no category".formatted(name),
          "Classic tracepoints are named as in tracefs.",
          "Write category:event, for example sched:sched_switch.");
    }
    return new AttachPoint.Tracepoint(name.substring(0, colon), name.substring(colon + 1));
  }
}
