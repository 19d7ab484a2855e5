package dev.keelson.bpf.sys;

import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;

/**
 * What BPF_PROG_LOAD is told of the place where a program will run: the verifier types its context
 * and its result by it.
 *
 * @param expectedAttachType {@code enum bpf_attach_type}, 0 where the program type says it all; of
 *     a struct's function, its index among the members
 * @param btfId id of the kernel type it attaches to, 0 for none
 * @param flags {@code BPF_F_*} flags of program loading
 */
public record LoadTarget(int expectedAttachType, int btfId, int flags) {
  // enum bpf_attach_type, include/uapi/linux/bpf.h, v6.18
  public static final int BPF_FLOW_DISSECTOR = 17;
  private static final int BPF_TRACE_RAW_TP = 23;
  private static final int BPF_TRACE_FENTRY = 24;
  private static final int BPF_TRACE_FEXIT = 25;
  private static final int BPF_MODIFY_RETURN = 26;
  private static final int BPF_LSM_MAC = 27;
  private static final int BPF_TRACE_ITER = 28;
  public static final int BPF_SK_LOOKUP = 36;
  public static final int BPF_XDP = 37;
  static final int BPF_TRACE_KPROBE_MULTI = 42;
  public static final int BPF_TCX_INGRESS = 46;
  public static final int BPF_TCX_EGRESS = 47;
  static final int BPF_TRACE_UPROBE_MULTI = 48;

  // BPF_F_SLEEPABLE: programs of type SYSCALL must have it, kernel/bpf/verifier.c
  // check_attach_btf_id
  private static final int SLEEPABLE = 1 << 4;

  private static final LoadTarget BY_TYPE = new LoadTarget(0, 0, 0);

  /**
   * The target of an attach point on the running kernel.
   *
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel has no such place
   */
  public static LoadTarget of(AttachPoint point) {
    return switch (point) {
      case AttachPoint.BtfTracepoint(String tracepoint) ->
          new LoadTarget(BPF_TRACE_RAW_TP, KernelBtf.tracepointTypeId(tracepoint), 0);
      case AttachPoint.Fentry(String function) ->
          new LoadTarget(BPF_TRACE_FENTRY, KernelBtf.functionId(function), 0);
      case AttachPoint.Fexit(String function) ->
          new LoadTarget(BPF_TRACE_FEXIT, KernelBtf.functionId(function), 0);
      case AttachPoint.FmodRet(String function) ->
          new LoadTarget(BPF_MODIFY_RETURN, KernelBtf.functionId(function), 0);
      case AttachPoint.Lsm(String hook) -> new LoadTarget(BPF_LSM_MAC, KernelBtf.hookId(hook), 0);
      case AttachPoint.Iterator(String target) ->
          new LoadTarget(BPF_TRACE_ITER, KernelBtf.iteratorId(target), 0);
      case AttachPoint.StructOps(String struct, String member, String _) ->
          new LoadTarget(KernelBtf.memberIndex(struct, member), KernelBtf.structId(struct), 0);
      case AttachPoint.KprobeMulti _ -> new LoadTarget(BPF_TRACE_KPROBE_MULTI, 0, 0);
      case AttachPoint.UprobeMulti _ -> new LoadTarget(BPF_TRACE_UPROBE_MULTI, 0, 0);
      case AttachPoint.Cgroup(CgroupHook hook, String _) -> new LoadTarget(hook.attachType(), 0, 0);
      case AttachPoint.SkLookup _ -> new LoadTarget(BPF_SK_LOOKUP, 0, 0);
      case AttachPoint.FlowDissector _ -> new LoadTarget(BPF_FLOW_DISSECTOR, 0, 0);
      case AttachPoint.Syscall _ -> new LoadTarget(0, 0, SLEEPABLE);
      case AttachPoint.RawTracepoint _,
          AttachPoint.Tracepoint _,
          AttachPoint.Uprobe _,
          AttachPoint.Kprobe _,
          AttachPoint.Usdt _,
          AttachPoint.PerfEvent _,
          AttachPoint.Xdp _,
          AttachPoint.Tc _,
          AttachPoint.SocketFilter _ ->
          BY_TYPE;
    };
  }
}
