package dev.keelson.latency.program;

import dev.keelson.program.Kernel;

/**
 * How long a CPU is in interrupts. A hard one may come into a soft one, at any instruction of ours
 * too: each kind has fields of its own that the other never writes, so nothing is lost.
 *
 * <pre>
 *   thread  ....soft|======|hard|====|soft exits....        softNanos += all between, less hardNanos
 * </pre>
 */
final class Interrupts {
  /**
   * Whether the programs at interrupts are attached, all of them: without them nobody knows who
   * woke whom. Who counts an entry before the exit is attached, stays inside until the CPU changes
   * its thread. {@link ThreadTurns} and {@link KernelWork} each have their own in the kernel.
   */
  static boolean seen;

  private Interrupts() {}

  static void hardEntered(CpuState cpu, long now) {
    if (cpu.hardDepth == 0) {
      cpu.hardSince = now;
    }
    cpu.hardDepth++;
  }

  static void hardLeft(CpuState cpu) {
    if (cpu.hardDepth == 0) {
      return; // we were not there when it was entered
    }
    cpu.hardDepth--;
    if (cpu.hardDepth == 0) {
      cpu.hardNanos += Kernel.nanoTime() - cpu.hardSince;
    }
  }

  static void softEntered(CpuState cpu, long now) {
    cpu.softHardNanos = cpu.hardNanos;
    cpu.softSince = now;
    cpu.softDepth = 1;
  }

  static void softLeft(CpuState cpu) {
    if (cpu.softDepth == 0) {
      return;
    }
    cpu.softDepth = 0;
    long hard = cpu.hardNanos - cpu.softHardNanos;
    cpu.softNanos += Math.max(0, Kernel.nanoTime() - cpu.softSince - hard);
  }

  static boolean isInside(CpuState cpu) {
    return cpu.hardDepth != 0 || cpu.softDepth != 0;
  }

  /** All that interrupts took on that CPU so far. */
  static long nanos(CpuState cpu) {
    return cpu.hardNanos + cpu.softNanos;
  }

  /** A CPU changes its thread: it is in no interrupt now, whatever we missed. */
  static void none(CpuState cpu) {
    cpu.hardDepth = 0;
    cpu.softDepth = 0;
  }
}
