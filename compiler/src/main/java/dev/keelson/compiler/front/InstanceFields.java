package dev.keelson.compiler.front;

/** Fields of a program class that are not static: the kernel has no object of it. */
final class InstanceFields {
  private InstanceFields() {}

  static Refusal refused(String className) {
    return new Refusal(
        "instance-field",
        "%s has fields of its objects".formatted(className),
        "The kernel calls its methods and has no object of it.",
        "Keep what lasts in a map: static final HashMap<Long, Long> STATE = Maps.hash(1024);");
  }
}
