package dev.keelson.compiler.ir;

/**
 * Kernel helpers by their number in {@code ___BPF_FUNC_MAPPER}, include/uapi/linux/bpf.h (6.18).
 */
public enum Helper {
  MAP_LOOKUP_ELEM(1),
  MAP_UPDATE_ELEM(2),
  MAP_DELETE_ELEM(3),
  KTIME_GET_NS(5),
  GET_PRANDOM_U32(7),
  GET_SMP_PROCESSOR_ID(8),
  TAIL_CALL(12),
  GET_CURRENT_PID_TGID(14),
  GET_CURRENT_UID_GID(15),
  GET_CURRENT_COMM(16),
  REDIRECT(23),
  SKB_LOAD_BYTES(26),
  GET_CURRENT_TASK(35),
  XDP_ADJUST_HEAD(44),
  GET_STACKID(27),
  GET_STACK(67),
  GET_CURRENT_CGROUP_ID(80),
  SPIN_LOCK(93),
  SPIN_UNLOCK(94),
  SEND_SIGNAL(109),
  PROBE_READ_USER(112),
  PROBE_READ_KERNEL(113),
  PROBE_READ_USER_STR(114),
  PROBE_READ_KERNEL_STR(115),
  KTIME_GET_BOOT_NS(125),
  SEQ_WRITE(127),
  RINGBUF_OUTPUT(130),
  RINGBUF_RESERVE(131),
  RINGBUF_SUBMIT(132),
  RINGBUF_DISCARD(133),
  TASK_STORAGE_GET(156),
  TASK_STORAGE_DELETE(157),
  GET_CURRENT_TASK_BTF(158),
  FOR_EACH_MAP_ELEM(164),
  TIMER_INIT(169),
  TIMER_SET_CALLBACK(170),
  TIMER_START(171),
  TIMER_CANCEL(172),
  GET_FUNC_IP(173),
  GET_ATTACH_COOKIE(174),
  TASK_PT_REGS(175),
  LOOP(181),
  DYNPTR_READ(201),
  KTIME_GET_TAI_NS(208),
  USER_RINGBUF_DRAIN(209),
  CGRP_STORAGE_GET(210),
  CGRP_STORAGE_DELETE(211);

  private final int number;

  Helper(int number) {
    this.number = number;
  }

  /** The number a call instruction carries. */
  public int number() {
    return number;
  }

  /** Whether a call may be dropped when its result is not read. */
  public boolean pure() {
    return switch (this) {
      case KTIME_GET_NS,
          KTIME_GET_BOOT_NS,
          KTIME_GET_TAI_NS,
          GET_PRANDOM_U32,
          GET_SMP_PROCESSOR_ID,
          GET_CURRENT_PID_TGID,
          GET_CURRENT_UID_GID,
          GET_CURRENT_CGROUP_ID,
          GET_FUNC_IP,
          GET_ATTACH_COOKIE,
          GET_CURRENT_TASK,
          GET_CURRENT_TASK_BTF,
          TASK_PT_REGS ->
          true;
      default -> false;
    };
  }

  /** Whether memory that argument {@code index} (from 0) points to is the same after a call. */
  public boolean onlyReads(int index) {
    return switch (this) {
      case MAP_LOOKUP_ELEM, MAP_UPDATE_ELEM, MAP_DELETE_ELEM -> index >= 1;
      default -> false;
    };
  }
}
