package dev.keelson.cli;

import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Set;

/** Which classes are kernel-side programs: those with a method at an attach point. */
final class ProgramClasses {
  private static final Set<String> ATTACH_POINTS =
      Set.of(
          "BtfTracepoint",
          "RawTracepoint",
          "Tracepoint",
          "Kprobe",
          "KprobeMulti",
          "Uprobe",
          "UprobeMulti",
          "Usdt",
          "Fentry",
          "Fexit",
          "FmodRet",
          "Lsm",
          "BpfIterator",
          "PerfEvent",
          "SyscallProgram",
          "Xdp",
          "Tc",
          "Cgroup",
          "SkLookup",
          "FlowDissector",
          "SocketFilter");
  private static final Set<String> TYPE_KINDS = Set.of("StructOps");
  private static final String PACKAGE = "Ldev/keelson/program/";

  private ProgramClasses() {}

  /** Their names. */
  static List<String> among(ClassPlaces classes) {
    return classes.names().stream()
        .filter(name -> classes.bytes(name).filter(bytes -> isProgram(bytes, name)).isPresent())
        .toList();
  }

  private static boolean isProgram(byte[] bytes, String name) {
    try {
      ClassModel parsed = ClassFile.of().parse(bytes);
      return isAnnotated(parsed, TYPE_KINDS)
          || parsed.methods().stream().anyMatch(method -> isAnnotated(method, ATTACH_POINTS));
    } catch (IllegalArgumentException e) {
      throw Failure.failed(name + " is no class file: " + e.getMessage(), e);
    }
  }

  private static boolean isAnnotated(AttributedElement element, Set<String> kinds) {
    return element.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(attribute -> attribute.annotations().stream())
        .map(Annotation::className)
        .map(type -> type.stringValue())
        .anyMatch(type ->
            type.startsWith(PACKAGE)
                && kinds.contains(type.substring(PACKAGE.length(), type.length() - 1)));
  }
}
