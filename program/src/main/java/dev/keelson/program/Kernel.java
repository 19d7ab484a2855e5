package dev.keelson.program;

import static dev.keelson.program.SimulatedKernel.CURRENT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What a kernel-side program may ask the kernel: each method is one helper call (or none), listed
 * in bpf-helpers(7). On the JVM each answers as the JVM knows best, or as a {@link SimulatedKernel}
 * says.
 */
public final class Kernel {
  // TASK_COMM_LEN, include/linux/sched.h
  private static final int COMM_BYTES = 16;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private Kernel() {}

  /** Nanoseconds of CLOCK_MONOTONIC, the clock of {@link System#nanoTime()}. */
  public static long nanoTime() {
    return CURRENT.isBound() ? CURRENT.get().nanoTime().getAsLong() : System.nanoTime();
  }

  /** The number of the CPU this runs on; 0 on the JVM. */
  public static int cpu() {
    return CURRENT.isBound() ? CURRENT.get().cpu() : 0;
  }

  /** The id of the current thread (what user space calls tid); the Java thread's id on the JVM. */
  public static int threadId() {
    return CURRENT.isBound()
        ? CURRENT.get().current().threadId()
        : (int) Thread.currentThread().threadId();
  }

  /** The id of the current process (what user space calls pid). */
  public static int processId() {
    return CURRENT.isBound()
        ? CURRENT.get().current().processId()
        : (int) ProcessHandle.current().pid();
  }

  /** Nanoseconds of CLOCK_BOOTTIME, which goes on while the machine sleeps. Linux 5.8. */
  public static long bootNanos() {
    return nanoTime();
  }

  /** Nanoseconds of CLOCK_TAI, which no leap second touches. Linux 6.1. */
  public static long taiNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }

  /** 32 random bits, good enough for sampling and no secret. */
  public static int random() {
    return RandomGenerator.getDefault().nextInt();
  }

  /** The user of the current thread, in the initial user namespace; 0 on the JVM. */
  public static int userId() {
    return CURRENT.isBound() ? CURRENT.get().current().userId() : 0;
  }

  /** The group of the current thread; as {@link #userId()}. */
  public static int groupId() {
    return CURRENT.isBound() ? CURRENT.get().current().groupId() : 0;
  }

  /**
   * The id of the current thread's cgroup (version 2): the inode number of its directory; 0 on the
   * JVM.
   */
  public static long cgroupId() {
    return CURRENT.isBound() ? CURRENT.get().current().cgroupId() : 0;
  }

  /**
   * The name of the current thread as the kernel knows it: 16 bytes, ended and filled with zeros.
   * In a kernel program it goes straight into a record's component with {@code @Length(16)}.
   */
  public static byte[] comm() {
    String name =
        CURRENT.isBound() ? CURRENT.get().current().comm() : Thread.currentThread().getName();
    return ended(name.getBytes(StandardCharsets.UTF_8), COMM_BYTES);
  }

  /**
   * The current thread's {@code task_struct}. Linux 5.11.
   *
   * @param view a {@link KernelStruct} interface of {@code task_struct}, as a class literal
   * @throws IllegalStateException on the JVM without a {@link SimulatedKernel#withTask}
   */
  public static <T> T currentTask(Class<T> view) {
    if (!CURRENT.isBound() || CURRENT.get().task() == null) {
      throw new IllegalStateException(
          "there is no task on the JVM: run this in SimulatedKernel.atNanos(0).withTask(task)");
    }
    return view.cast(CURRENT.get().task());
  }

  /**
   * The registers that a task had in user space when it last entered the kernel: in a system call
   * its number and arguments ({@code bpf_task_pt_regs}). Linux 5.15. A kernel thread has none: what
   * is there means nothing.
   *
   * @param task a parameter of the program, or {@link #currentTask}
   * @param view a {@link KernelStruct} interface of {@code pt_regs}, as a class literal
   * @throws IllegalStateException on the JVM without a {@link SimulatedKernel#withRegisters}
   */
  public static <T> T registers(Object task, Class<T> view) {
    Objects.requireNonNull(task, "task");
    if (!CURRENT.isBound() || CURRENT.get().registers() == null) {
      throw new IllegalStateException(
          "there are no registers on the JVM: run this in"
              + " SimulatedKernel.atNanos(0).withRegisters(registers)");
    }
    return view.cast(CURRENT.get().registers());
  }

  /**
   * The same object of the kernel seen as another struct: a {@code sock} as the {@code tcp_sock}
   * that it begins. Nothing checks that it is one; where it is not, what is read is bytes of
   * something else, and zeros where no memory is. Null stays null.
   *
   * @param type a {@link KernelStruct} interface, as a class literal
   * @throws ClassCastException on the JVM, when the double does not implement {@code type}
   */
  public static <T> T as(Object object, Class<T> type) {
    return type.cast(object);
  }

  /**
   * The struct of the kernel at an address: what a {@code void *} leads to. Null for 0; zeros are
   * read where no memory is. On the JVM it is what {@link SimulatedKernel#withObject} put there.
   *
   * @param type a {@link KernelStruct} interface, as a class literal
   * @throws IllegalStateException on the JVM, when nothing was put there
   */
  public static <T> T at(long address, Class<T> type) {
    if (address == 0) {
      return null;
    }
    Object object = CURRENT.isBound() ? CURRENT.get().objects().get(address) : null;
    if (object == null) {
      throw new IllegalStateException(
          "no object is at 0x%x on the JVM: run this in SimulatedKernel.atNanos(0).withObject(0x%x, %s)"
              .formatted(address, address, type.getSimpleName()));
    }
    return type.cast(object);
  }

  /**
   * A string in the memory of the current process, ended by a zero and cut to fit; the rest, and
   * all of it where the memory cannot be read, is zeros. In a kernel program it goes straight into
   * a record's component of that {@link Length}. Linux 5.5.
   *
   * @param length bytes to give, a constant
   */
  public static byte[] userString(long address, int length) {
    return ended(memory(address), length);
  }

  /** A string in the kernel's memory; as {@link #userString}. */
  public static byte[] kernelString(long address, int length) {
    return ended(memory(address), length);
  }

  /** Bytes in the memory of the current process, zeros where it cannot be read. Linux 5.5. */
  public static byte[] userBytes(long address, int length) {
    return Arrays.copyOf(memory(address), length);
  }

  /** Bytes in the kernel's memory, zeros where it cannot be read. Linux 5.5. */
  public static byte[] kernelBytes(long address, int length) {
    return Arrays.copyOf(memory(address), length);
  }

  /** A {@code long} in the memory of the current process, 0 where it cannot be read. */
  public static long userLong(long address) {
    return word(address, Long.BYTES).getLong();
  }

  /**
   * A {@code long} in the memory of the current process, {@code otherwise} where it cannot be read.
   */
  public static long userLong(long address, long otherwise) {
    return readable(address, Long.BYTES) ? userLong(address) : otherwise;
  }

  /** An {@code int} in the memory of the current process, 0 where it cannot be read. */
  public static int userInt(long address) {
    return word(address, Integer.BYTES).getInt();
  }

  /**
   * An {@code int} in the memory of the current process, {@code otherwise} where it cannot be read.
   */
  public static int userInt(long address, int otherwise) {
    return readable(address, Integer.BYTES) ? userInt(address) : otherwise;
  }

  /** A {@code long} in the kernel's memory, 0 where it cannot be read. */
  public static long kernelLong(long address) {
    return word(address, Long.BYTES).getLong();
  }

  /** A {@code long} in the memory of the kernel, {@code otherwise} where it cannot be read. */
  public static long kernelLong(long address, long otherwise) {
    return readable(address, Long.BYTES) ? kernelLong(address) : otherwise;
  }

  /** An {@code int} in the kernel's memory, 0 where it cannot be read. */
  public static int kernelInt(long address) {
    return word(address, Integer.BYTES).getInt();
  }

  /** An {@code int} in the memory of the kernel, {@code otherwise} where it cannot be read. */
  public static int kernelInt(long address, int otherwise) {
    return readable(address, Integer.BYTES) ? kernelInt(address) : otherwise;
  }

  private static byte[] memory(long address) {
    return CURRENT.isBound()
        ? CURRENT.get().memory().getOrDefault(address, new byte[0])
        : new byte[0];
  }

  private static boolean readable(long address, int size) {
    return memory(address).length >= size;
  }

  private static ByteBuffer word(long address, int size) {
    return ByteBuffer.wrap(Arrays.copyOf(memory(address), size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ended(byte[] text, int length) {
    int end = 0;
    while (end < text.length && end < length - 1 && text[end] != 0) {
      end++;
    }
    return Arrays.copyOf(Arrays.copyOf(text, end), length);
  }

  /**
   * The addresses of the kernel functions under way, the innermost first, the rest zeros; zeros on
   * the JVM. In a kernel program it goes straight into a record's component of that {@link Length}.
   * Linux 4.18.
   *
   * @param depth addresses to give, a constant
   */
  public static long[] kernelStack(int depth) {
    return new long[depth];
  }

  /** The addresses of the user-space functions under way; as {@link #kernelStack}. */
  public static long[] userStack(int depth) {
    return new long[depth];
  }

  /**
   * The number that this program was attached with, 0 when with none; on the JVM what {@link
   * SimulatedKernel#withAttachCookie} says. A method attached at several places tells them apart by
   * it. Probes, classic tracepoints and perf events since Linux 5.15, trampolines and BTF and raw
   * tracepoints since 6.10.
   */
  public static long attachCookie() {
    return CURRENT.isBound() ? CURRENT.get().attachCookie() : 0;
  }

  /**
   * Sends a signal to the current process; false when the kernel could not. Linux 5.3.
   *
   * @param signal its number, for example 10 for SIGUSR1 on x86-64 and aarch64
   */
  public static boolean sendSignal(int signal) {
    return CURRENT.isBound() && CURRENT.get().signals().add(signal);
  }

  /**
   * The address of the function that a probe or trampoline program runs at; 0 on the JVM. Linux
   * 5.15.
   */
  public static long functionAddress() {
    return 0;
  }

  /**
   * Whether an array of characters, ended by a zero or filled to its end, is that text.
   *
   * @param characters of a kernel struct, or of a {@code byte[]} of the program's own
   * @param text a constant, compared in UTF-8
   */
  public static boolean equal(byte[] characters, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return startsWith(characters, text) && (characters.length == length || characters[length] == 0);
  }

  /**
   * Whether an array of characters begins with that text.
   *
   * @param characters of a kernel struct, or of a {@code byte[]} of the program's own
   * @param text a constant, compared in UTF-8
   */
  public static boolean startsWith(byte[] characters, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    return wanted.length <= characters.length
        && Arrays.equals(wanted, 0, wanted.length, characters, 0, wanted.length);
  }

  /**
   * Calls {@code body} with 0, 1 and so on, {@code times} times. The kernel takes at most 8,388,608
   * (bpf_loop, Linux 5.17): more is a fault.
   */
  public static void loop(int times, IntConsumer body) {
    for (int i = 0; i < times; i++) {
      body.accept(i);
    }
  }

  /** As {@link #loop}, until {@code body} says false. */
  public static void loopWhile(int times, IntPredicate body) {
    int i = 0;
    while (i < times && body.test(i)) {
      i++;
    }
  }

  /**
   * Shows a line in the terminal of the program that loaded this one.
   *
   * @param format a constant with a {@code {}} for each argument
   */
  public static void print(String format, long... arguments) {
    StringBuilder line = new StringBuilder(format);
    int from = 0;
    for (long argument : arguments) {
      int hole = line.indexOf("{}", from);
      if (hole >= 0) {
        String text = Long.toString(argument);
        line.replace(hole, hole + 2, text);
        from = hole + text.length();
      }
    }
    System.out.println(line);
  }

  /**
   * The processes of the machine, each by its first thread: {@code for (Task task :
   * Kernel.processes(Task.class))}. On the JVM the task of the simulated kernel alone. Linux 6.9.
   *
   * @param view a {@code @KernelStruct("task_struct")} interface, as a class literal
   */
  public static <T> Iterable<T> processes(Class<T> view) {
    return threads(view);
  }

  /** As {@link #processes}, with every thread. */
  public static <T> Iterable<T> threads(Class<T> view) {
    return CURRENT.isBound() && CURRENT.get().task() != null
        ? List.of(view.cast(CURRENT.get().task()))
        : List.of();
  }

  /**
   * The threads of a process; on the JVM the one that is given. Linux 6.9.
   *
   * @param process a task that the program was given, found in a walk or got
   */
  public static <T> Iterable<T> threadsOf(T process) {
    return List.of(process);
  }

  /**
   * Numbers from {@code from} to before {@code to}, counted by the kernel: the verifier follows
   * such a loop without its bound. Linux 6.9.
   */
  public static Iterable<Integer> range(int from, int to) {
    return () -> IntStream.range(from, to).iterator();
  }
}
