package dev.keelson.compiler.front;

import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.BtfType.Member;
import java.util.List;

/** Kernels whose structs are not those of {@link TestKernel}. */
final class OtherKernels {
  private final BtfBuilder types = new BtfBuilder();
  private final int signed = types.add(new BtfType.Int("int", 4, true, false, false, 32));
  private final int unsigned =
      types.add(new BtfType.Int("unsigned int", 4, false, false, false, 32));
  private final int wide = types.add(new BtfType.Int("unsigned long", 8, false, false, false, 64));
  private final int character = types.add(new BtfType.Int("char", 1, true, false, true, 8));
  private final int comm = types.add(new BtfType.Array(character, signed, 16));
  private final int entity =
      types.add(
          new BtfType.Struct(
              "sched_entity",
              24,
              List.of(new Member("load", wide, 0, 0), new Member("vruntime", wide, 128, 0))));

  private OtherKernels() {}

  private int memory() {
    return types.add(
        new BtfType.Pointer(
            types.add(
                new BtfType.Struct(
                    "mm_struct", 16, List.of(new Member("mmap_base", wide, 64, 0))))));
  }

  private void task(String name, List<Member> members) {
    types.add(new BtfType.Struct(name, 200, members));
  }

  /** Everything somewhere else: in anonymous structs, wider, behind const and typedefs. */
  static byte[] rearranged() {
    OtherKernels kernel = new OtherKernels();
    int alias = kernel.types.add(new BtfType.Typedef("pid_t", kernel.signed));
    int constant = kernel.types.add(new BtfType.Const(alias));
    int ids =
        kernel.types.add(
            new BtfType.Struct(
                "",
                12,
                List.of(new Member("pid", constant, 32, 0), new Member("tgid", alias, 64, 0))));
    int choice =
        kernel.types.add(
            new BtfType.Union(
                "", 24, List.of(new Member("", ids, 0, 0), new Member("se", kernel.entity, 0, 0))));
    kernel.task(
        "task_struct",
        List.of(
            new Member("nice", kernel.signed, 3, 5),
            new Member("in_iowait", kernel.unsigned, 35, 1),
            new Member("utime", kernel.wide, 64, 0),
            new Member("", choice, 192, 0),
            new Member("comm", kernel.comm, 512, 0),
            new Member("__state", kernel.wide, 640, 0),
            new Member("mm", kernel.memory(), 704, 0),
            new Member("on_cpu", kernel.unsigned, 768, 0)));
    return kernel.types.encode();
  }

  /** No bit fields, no mm, no se, a state that became signed; the same struct in two flavours. */
  static byte[] reduced() {
    OtherKernels kernel = new OtherKernels();
    kernel.memory();
    int state = kernel.types.add(new BtfType.Int("long", 8, true, false, false, 64));
    List<Member> members =
        List.of(
            new Member("tgid", kernel.signed, 0, 0),
            new Member("pid", kernel.signed, 32, 0),
            new Member("__state", state, 64, 0),
            new Member("nice", kernel.signed, 128, 0),
            new Member("comm", kernel.comm, 192, 0));
    kernel.task("task_struct", members);
    kernel.task("task_struct___2", members);
    return kernel.types.encode();
  }

  /** Two structs of one name that disagree about pid. */
  static byte[] ambiguous() {
    OtherKernels kernel = new OtherKernels();
    kernel.memory();
    kernel.task("task_struct", List.of(new Member("pid", kernel.signed, 0, 0)));
    kernel.task("task_struct___old", List.of(new Member("pid", kernel.signed, 32, 0)));
    return kernel.types.encode();
  }
}
