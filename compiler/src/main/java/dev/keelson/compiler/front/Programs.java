package dev.keelson.compiler.front;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Uprobe;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which methods of a class are programs, and where they run. */
final class Programs {
  private Programs() {}

  /**
   * Where the method runs; empty when it is no program.
   *
   * @throws Refusal when it says so twice, or not well
   */
  static Optional<AttachPoint> attachPoint(MethodModel method) {
    List<AttachPoint> points = new ArrayList<>();
    ClassSource.annotation(method, BtfTracepoint.class)
        .ifPresent(values -> points.add(new AttachPoint.BtfTracepoint(text(values, "value"))));
    ClassSource.annotation(method, RawTracepoint.class)
        .ifPresent(values -> points.add(new AttachPoint.RawTracepoint(text(values, "value"))));
    ClassSource.annotation(method, Tracepoint.class)
        .ifPresent(values -> points.add(tracepoint(text(values, "value"))));
    ClassSource.annotation(method, Uprobe.class)
        .ifPresent(values ->
            points.add(
                new AttachPoint.Uprobe(
                    text(values, "path"),
                    text(values, "symbol"),
                    Integer.valueOf(1).equals(values.get("onReturn"))
                        || Boolean.TRUE.equals(values.get("onReturn")))));
    ClassSource.annotation(method, SyscallProgram.class)
        .ifPresent(_ -> points.add(new AttachPoint.Syscall()));
    if (points.size() > 1) {
      throw new Refusal(
          "attach-point",
          "the program %s has %d attach points".formatted(method.methodName(), points.size()),
          "A program has the parameters and the type of one.",
          "Write a method for each, and let them call a third.");
    }
    return points.stream().findFirst();
  }

  private static String text(Map<String, Object> values, String name) {
    return String.valueOf(values.getOrDefault(name, ""));
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
