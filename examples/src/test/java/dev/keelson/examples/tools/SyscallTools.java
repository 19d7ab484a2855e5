package dev.keelson.examples.tools;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.Tracepoint;

/** What processes ask of the kernel, how long it takes and how it ends. */
final class SyscallTools {
  record Call(int process, long number) {}

  record Failure(int process, int errno) {}

  record Exit(int process, int status, @Length(16) byte[] name) {}

  @KernelStruct("pt_regs")
  interface Registers {
    long di();
  }

  @KernelStruct("trace_event_raw_sys_exit")
  interface Left {
    long id();

    long ret();
  }

  @KernelStruct("trace_event_raw_sys_enter")
  interface Entered {
    long[] args();
  }

  static final HashMap<Call, Long> CALLS = Maps.hash(10_240);
  static final HashMap<Integer, Long> STARTED = Maps.hash(10_240);
  static final long[] LATENCIES = new long[64];
  static final HashMap<Failure, Long> FAILURES = Maps.lruHash(10_240);
  static final HashMap<Integer, Long> WRITTEN = Maps.hash(10_240);
  static final RingBuffer<Exit> EXITS = Maps.ringBuffer(1 << 16);
  static final Setting<Integer> NUMBER = Setting.of(-1);

  private SyscallTools() {}

  /** syscount: system calls by process and number. */
  @BtfTracepoint("sys_enter")
  static void counted(Registers registers, long number) {
    increment(CALLS, new Call(Kernel.processId(), number));
  }

  private static <K> void increment(HashMap<K, Long> counts, K key) {
    Long before = counts.get(key);
    counts.put(key, before == null ? 1 : before + 1);
  }

  /** The start of each call of one number. */
  @RawTracepoint("sys_enter")
  static void started(long registers, long number) {
    if (number == NUMBER.get()) {
      STARTED.put(Kernel.threadId(), Kernel.nanoTime());
    }
  }

  /** A histogram of its time, by powers of two of nanoseconds. */
  @RawTracepoint("sys_exit")
  static void ended() {
    Long start = STARTED.remove(Kernel.threadId());
    if (start != null) {
      LATENCIES[63 - Long.numberOfLeadingZeros(Kernel.nanoTime() - start)]++;
    }
  }

  /** errsnoop: calls that failed, by process and error. */
  @Tracepoint("raw_syscalls:sys_exit")
  static void failed(Left left) {
    if (left.ret() < 0) {
      increment(FAILURES, new Failure(Kernel.processId(), (int) -left.ret()));
    }
  }

  /** Bytes written by each process. */
  @Tracepoint("syscalls:sys_exit_write")
  static void written(Left left) {
    if (left.ret() > 0) {
      WRITTEN.putIfAbsent(Kernel.processId(), 0L);
      WRITTEN.put(Kernel.processId(), WRITTEN.get(Kernel.processId()) + left.ret());
    }
  }

  /** Who ends, and with which status. */
  @Tracepoint("syscalls:sys_enter_exit_group")
  static void exits(Entered entered) {
    EXITS.emit(new Exit(Kernel.processId(), (int) entered.args()[0], Kernel.comm()));
  }
}
