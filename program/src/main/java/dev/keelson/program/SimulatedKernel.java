package dev.keelson.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * On the JVM only: what {@link Kernel} answers while a test runs a kernel-side method.
 *
 * {@snippet :
 * SimulatedKernel.atNanos(1_000).onCpu(1).run(() -> RunQueueWait.woken(task));
 * }
 *
 * @param nanoTime asked at each {@link Kernel#nanoTime()}
 * @param memory what {@link Kernel#userString} and its kin find, by address; nothing elsewhere
 * @param task what {@link Kernel#currentTask} gives, or null
 * @param registers what {@link Kernel#registers} gives for any task, or null
 * @param objects what {@link Kernel#at} finds, by address
 * @param attachCookie what {@link Kernel#attachCookie} gives
 * @param signals those sent so far by {@link Kernel#sendSignal}, in order
 */
public record SimulatedKernel(
    LongSupplier nanoTime,
    int cpu,
    Current current,
    Map<Long, byte[]> memory,
    Object task,
    Object registers,
    Map<Long, Object> objects,
    long attachCookie,
    List<Integer> signals) {
  /** The one around the caller, if there is one. */
  static final ScopedValue<SimulatedKernel> CURRENT = ScopedValue.newInstance();

  /** Who runs. */
  public record Current(
      int processId, int threadId, int userId, int groupId, long cgroupId, String comm) {}

  public SimulatedKernel {
    Objects.requireNonNull(nanoTime);
    Objects.requireNonNull(current);
    memory = Map.copyOf(memory);
    objects = Map.copyOf(objects);
  }

  /** A kernel whose clock stands still; CPU 0, process 1, thread 1, root. */
  public static SimulatedKernel atNanos(long nanos) {
    return new SimulatedKernel(
        () -> nanos,
        0,
        new Current(1, 1, 0, 0, 1, "simulated"),
        Map.of(),
        null,
        null,
        Map.of(),
        0,
        new ArrayList<>());
  }

  /** The same on another CPU. */
  public SimulatedKernel onCpu(int number) {
    return new SimulatedKernel(
        nanoTime, number, current, memory, task, registers, objects, attachCookie, signals);
  }

  /** The same in another thread. */
  public SimulatedKernel inThread(int process, int thread) {
    return as(
        new Current(
            process,
            thread,
            current.userId(),
            current.groupId(),
            current.cgroupId(),
            current.comm()));
  }

  /** The same with another thread, user, cgroup and name. */
  public SimulatedKernel as(Current other) {
    return new SimulatedKernel(
        nanoTime, cpu, other, memory, task, registers, objects, attachCookie, signals);
  }

  /** The same with bytes at an address. */
  public SimulatedKernel withMemory(long address, byte[] bytes) {
    Map<Long, byte[]> more = new HashMap<>(memory);
    more.put(address, bytes.clone());
    return new SimulatedKernel(
        nanoTime, cpu, current, more, task, registers, objects, attachCookie, signals);
  }

  /** The same with a current task, seen through the interface that the program uses. */
  public SimulatedKernel withTask(Object view) {
    return new SimulatedKernel(
        nanoTime, cpu, current, memory, view, registers, objects, attachCookie, signals);
  }

  /** The same with registers, seen through the interface that the program uses. */
  public SimulatedKernel withRegisters(Object view) {
    return new SimulatedKernel(
        nanoTime, cpu, current, memory, task, view, objects, attachCookie, signals);
  }

  /** The same with a struct of the kernel at an address. */
  public SimulatedKernel withObject(long address, Object view) {
    Map<Long, Object> more = new HashMap<>(objects);
    more.put(address, view);
    return new SimulatedKernel(
        nanoTime, cpu, current, memory, task, registers, more, attachCookie, signals);
  }

  /** The same for a program that was attached with a cookie. */
  public SimulatedKernel withAttachCookie(long cookie) {
    return new SimulatedKernel(
        nanoTime, cpu, current, memory, task, registers, objects, cookie, signals);
  }

  /** Runs {@code body} with this kernel around it, in this thread. */
  public void run(Runnable body) {
    ScopedValue.where(CURRENT, this).run(body);
  }
}
