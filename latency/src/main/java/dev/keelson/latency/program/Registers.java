package dev.keelson.latency.program;

import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;

/**
 * {@code struct pt_regs}, arch/x86/include/asm/ptrace.h and arch/arm64/include/asm/ptrace.h: each
 * machine has fields that the other has not.
 */
@KernelStruct("pt_regs")
interface Registers {
  /** What no system call has as its number. */
  long ABSENT = -2;

  /** x86-64: the call's number; -1 when the kernel was entered by an exception. */
  @Field("orig_ax")
  default long callOnX86() {
    return ABSENT;
  }

  @Field("di")
  default long argument0OnX86() {
    return 0;
  }

  @Field("si")
  default long argument1OnX86() {
    return 0;
  }

  @Field("dx")
  default long argument2OnX86() {
    return 0;
  }

  /** arm64: the call's number; -1 (NO_SYSCALL) when the kernel was entered by an exception. */
  @Field("syscallno")
  default int callOnArm() {
    return -1;
  }

  @Field("orig_x0")
  default long argument0OnArm() {
    return 0;
  }

  /** arm64: the address of x0, with the other registers behind it. */
  @Field("user_regs")
  default long registersOnArm() {
    return 0;
  }
}
