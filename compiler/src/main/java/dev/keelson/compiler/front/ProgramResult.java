package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.AttachPoint;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * What the kernel takes from a program.
 *
 * @param answers whether it is yes or no, so that the method returns boolean; else an int
 * @param watched what a method that returns nothing gives: what the kernel does without it
 */
record ProgramResult(boolean answers, int watched) {
  private static final int YES = 1;
  private static final int XDP_PASS = 2; // enum xdp_action, include/uapi/linux/bpf.h, v6.18
  private static final int TCX_NEXT = -1; // enum tcx_action_base, same file
  private static final int FLOW_DISSECTOR_CONTINUE = 129; // enum bpf_ret_code, same file
  private static final int WHOLE_PACKET = -1; // u32 bytes, bpf_prog_run_save_cb and sk_filter

  static ProgramResult of(AttachPoint point) {
    return switch (point) {
      case AttachPoint.Xdp _ -> new ProgramResult(false, XDP_PASS);
      case AttachPoint.Tc _ -> new ProgramResult(false, TCX_NEXT);
      case AttachPoint.Cgroup _, AttachPoint.SkLookup _ -> new ProgramResult(true, YES);
      case AttachPoint.FlowDissector _ -> new ProgramResult(false, FLOW_DISSECTOR_CONTINUE);
      case AttachPoint.SocketFilter _ -> new ProgramResult(false, WHOLE_PACKET);
      case AttachPoint.BtfTracepoint _,
          AttachPoint.RawTracepoint _,
          AttachPoint.Tracepoint _,
          AttachPoint.Kprobe _,
          AttachPoint.KprobeMulti _,
          AttachPoint.Uprobe _,
          AttachPoint.UprobeMulti _,
          AttachPoint.Usdt _,
          AttachPoint.Fentry _,
          AttachPoint.Fexit _,
          AttachPoint.FmodRet _,
          AttachPoint.Lsm _,
          AttachPoint.Iterator _,
          AttachPoint.PerfEvent _,
          AttachPoint.StructOps _,
          AttachPoint.Syscall _ ->
          new ProgramResult(false, 0);
    };
  }

  /**
   * What the method returned as the kernel wants it: of an answer, the verifier must see 0 or 1.
   */
  Value given(Emitter emitter, Value returned) {
    return answers ? emitter.compare(Condition.NE, returned, emitter.int32(0)) : returned;
  }

  /**
   * Whether a method of that type can be such a program.
   *
   * @throws Refusal when it cannot
   */
  void check(MethodBody body, AttachPoint point) {
    ClassDesc type = body.type().returnType();
    ClassDesc expected = answers ? ConstantDescs.CD_boolean : ConstantDescs.CD_int;
    boolean nothing = type.equals(ConstantDescs.CD_void);
    if (!nothing && !type.equals(expected)) {
      throw new Refusal(
          "program-result",
          "the program %s returns %s".formatted(body.name(), type.displayName()),
          answers ? "The kernel takes yes or no here." : "The kernel takes an int.",
          "Return %s or nothing; larger results go into a map or a ring."
              .formatted(expected.displayName()));
    }
    if (!nothing && point instanceof AttachPoint.Cgroup cgroup && cgroup.hook().watchesOnly()) {
      throw new Refusal(
          "program-result",
          "the program %s answers".formatted(body.name()),
          "At %s the kernel takes no answer but yes.".formatted(cgroup.hook()),
          "Return nothing.");
    }
  }
}
