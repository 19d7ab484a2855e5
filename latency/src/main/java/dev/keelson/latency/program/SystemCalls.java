package dev.keelson.latency.program;

import dev.keelson.program.Kernel;

/** In which system call a thread leaves its CPU. */
final class SystemCalls {
  // PF_KTHREAD of include/linux/sched.h, Linux 5.15 to 6.18: has never been in user space.
  private static final int KERNEL_THREAD = 0x0020_0000;

  private SystemCalls() {}

  /** Notes the call and its first arguments. */
  static void note(ThreadState thread, Task task) {
    if ((task.flags() & KERNEL_THREAD) != 0) {
      return;
    }
    Registers registers = Kernel.registers(task, Registers.class);
    long call = registers.callOnX86();
    if (call == Registers.ABSENT) {
      thread.systemCall = registers.callOnArm();
      thread.argument0 = registers.argument0OnArm();
      thread.argument1 = Kernel.kernelLong(registers.registersOnArm() + Long.BYTES);
      thread.argument2 = Kernel.kernelLong(registers.registersOnArm() + 2 * Long.BYTES);
      return;
    }
    thread.systemCall = (int) call;
    thread.argument0 = registers.argument0OnX86();
    thread.argument1 = registers.argument1OnX86();
    thread.argument2 = registers.argument2OnX86();
  }
}
