package dev.keelson.compiler.front;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/** A kernel small enough to see through: two tracepoints and the structs that they pass. */
final class TestKernel {
  private TestKernel() {}

  /**
   * <pre>
   *   struct mm_struct    { u64 mmap_base; }
   *   struct sched_entity { u64 vruntime; }
   *   struct task_struct  { u32 __state; int pid; int tgid; int on_cpu; char comm[16];
   *                         struct mm_struct *mm; struct sched_entity se; u64 utime;
   *                         u32 in_iowait:1; s32 nice:5; }
   *   sched_wakeup(struct task_struct *p)
   *   sched_switch(bool preempt, struct task_struct *prev, struct task_struct *next, u32 state)
   *   struct bpf_iter_task { u64 opaque; }, its functions and those of tasks
   *   struct xdp_md       { u32 data, data_end, data_meta, rx_queue_index; }
   *   struct __sk_buff    { u32 len, pkt_type, mark; }
   * </pre>
   */
  static Btf btf() {
    BtfBuilder types = new BtfBuilder();
    int signed = types.add(new BtfType.Int("int", 4, true, false, false, 32));
    int unsigned = types.add(new BtfType.Int("unsigned int", 4, false, false, false, 32));
    int wide = types.add(new BtfType.Int("unsigned long", 8, false, false, false, 64));
    int character = types.add(new BtfType.Int("char", 1, true, false, true, 8));
    int bool = types.add(new BtfType.Int("_Bool", 1, false, true, false, 8));
    int comm = types.add(new BtfType.Array(character, signed, 16));
    int mm =
        types.add(
            new BtfType.Struct(
                "mm_struct", 8, List.of(new BtfType.Member("mmap_base", wide, 0, 0))));
    int mmPointer = types.add(new BtfType.Pointer(mm));
    int entity =
        types.add(
            new BtfType.Struct(
                "sched_entity", 8, List.of(new BtfType.Member("vruntime", wide, 0, 0))));
    int task =
        types.add(
            new BtfType.Struct(
                "task_struct",
                64,
                List.of(
                    new BtfType.Member("__state", unsigned, 0, 0),
                    new BtfType.Member("pid", signed, 4 * 8, 0),
                    new BtfType.Member("tgid", signed, 8 * 8, 0),
                    new BtfType.Member("on_cpu", signed, 12 * 8, 0),
                    new BtfType.Member("comm", comm, 16 * 8, 0),
                    new BtfType.Member("mm", mmPointer, 32 * 8, 0),
                    new BtfType.Member("se", entity, 40 * 8, 0),
                    new BtfType.Member("utime", wide, 48 * 8, 0),
                    new BtfType.Member("in_iowait", unsigned, 56 * 8, 1),
                    new BtfType.Member("nice", signed, 56 * 8 + 3, 5))));
    int taskPointer = types.add(new BtfType.Pointer(task));
    int data = types.add(new BtfType.Pointer(0));
    tracepoint(
        types,
        "sched_wakeup",
        List.of(new BtfType.Parameter("__data", data), new BtfType.Parameter("p", taskPointer)));
    tracepoint(
        types,
        "sched_switch",
        List.of(
            new BtfType.Parameter("__data", data),
            new BtfType.Parameter("preempt", bool),
            new BtfType.Parameter("prev", taskPointer),
            new BtfType.Parameter("next", taskPointer),
            new BtfType.Parameter("prev_state", unsigned)));
    function(types, "bpf_task_from_pid", taskPointer, new BtfType.Parameter("pid", signed));
    function(types, "bpf_task_acquire", taskPointer, new BtfType.Parameter("p", taskPointer));
    function(types, "bpf_task_release", 0, new BtfType.Parameter("p", taskPointer));
    int walk =
        types.add(
            new BtfType.Struct(
                "bpf_iter_task", 8, List.of(new BtfType.Member("opaque", wide, 0, 0))));
    int walkPointer = types.add(new BtfType.Pointer(walk));
    function(
        types,
        "bpf_iter_task_new",
        signed,
        new BtfType.Parameter("it", walkPointer),
        new BtfType.Parameter("task__nullable", taskPointer),
        new BtfType.Parameter("flags", unsigned));
    function(types, "bpf_iter_task_next", taskPointer, new BtfType.Parameter("it", walkPointer));
    function(types, "bpf_iter_task_destroy", 0, new BtfType.Parameter("it", walkPointer));
    context(types, unsigned, "xdp_md", "data", "data_end", "data_meta", "rx_queue_index");
    context(types, unsigned, "__sk_buff", "len", "pkt_type", "mark");
    return Btf.read(types.encode(), "the test kernel's BTF");
  }

  private static void function(
      BtfBuilder types, String name, int returned, BtfType.Parameter... parameters) {
    int prototype = types.add(new BtfType.Prototype(returned, List.of(parameters)));
    types.add(new BtfType.Function(name, prototype, BtfType.Linkage.STATIC));
  }

  private static void context(BtfBuilder types, int number, String name, String... fields) {
    List<BtfType.Member> members = new ArrayList<>();
    for (String field : fields) {
      members.add(new BtfType.Member(field, number, members.size() * Integer.SIZE, 0));
    }
    types.add(new BtfType.Struct(name, members.size() * Integer.BYTES, members));
  }

  private static void tracepoint(
      BtfBuilder types, String name, List<BtfType.Parameter> parameters) {
    int prototype = types.add(new BtfType.Prototype(0, parameters));
    int pointer = types.add(new BtfType.Pointer(prototype));
    types.add(new BtfType.Typedef("btf_trace_" + name, pointer));
  }
}
