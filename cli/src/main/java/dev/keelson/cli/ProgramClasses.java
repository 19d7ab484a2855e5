package dev.keelson.cli;

import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
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
          "Tc");
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
      return parsed.methods().stream().anyMatch(ProgramClasses::isAttached);
    } catch (IllegalArgumentException e) {
      throw Failure.failed(name + " is no class file: " + e.getMessage(), e);
    }
  }

  private static boolean isAttached(MethodModel method) {
    return method.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(attribute -> attribute.annotations().stream())
        .map(Annotation::className)
        .map(type -> type.stringValue())
        .anyMatch(type ->
            type.startsWith(PACKAGE)
                && ATTACH_POINTS.contains(type.substring(PACKAGE.length(), type.length() - 1)));
  }
}
