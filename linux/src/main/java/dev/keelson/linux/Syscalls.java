package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.linux.fault.FaultySyscalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one native door: libc's {@code syscall(2)}, linked once, in one shape.
 *
 * <p>Linking a downcall costs start-up time, so every call goes through the same handle: six
 * arguments of which the second is a pointer. The second, because that is where the calls that
 * block or run often (bpf, read, write, pread, epoll_pwait) take the caller's memory; passed as a
 * segment it cannot be freed before the call returns. Pointers elsewhere go through {@link
 * #address}, and only for memory that the calling method itself owns.
 *
 * <p>Any thread may call. A blocking call pins a virtual thread to its carrier.
 */
final class Syscalls {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));

  // One segment per thread, reused: a fresh one per call costs five times as much.
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final MethodHandle SYSCALL = link();

  private Syscalls() {}

  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Makes one system call whose second argument is a pointer.
   *
   * @return the kernel's result, or the error number negated: -4095 to -1
   */
  static long call(SyscallNumber call, long a, MemorySegment b, long c, long d, long e, long f) {
    int pretended = FaultySyscalls.strike();
    return pretended == 0 ? make(call, a, b, c, d, e, f) : -pretended;
  }

  /** As the other, for a call whose second argument is a number. */
  static long call(SyscallNumber call, long a, long b, long c, long d, long e, long f) {
    return call(call, a, MemorySegment.ofAddress(b), c, d, e, f);
  }

  /** A call that gives something back (close, munmap): never made to fail by a test. */
  static long release(SyscallNumber call, long a, long b) {
    return make(call, a, MemorySegment.ofAddress(b), 0, 0, 0, 0);
  }

  private static long make(
      SyscallNumber call, long a, MemorySegment b, long c, long d, long e, long f) {
    MemorySegment captured = CAPTURED.get();
    long result;
    try {
      result = (long) SYSCALL.invokeExact(captured, (long) call.number, a, b, c, d, e, f);
    } catch (RuntimeException | Error caller) {
      throw caller; // a segment that is closed, on the heap, or another thread's
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall threw a checked exception", impossible);
    }
    return result == -1 ? -captured.get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  /**
   * The address of memory that the calling method owns, or of memory it keeps reachable and open
   * until the call has returned.
   */
  static long address(MemorySegment segment) {
    if (!segment.isNative() || !segment.isAccessibleBy(Thread.currentThread())) {
      throw new IllegalArgumentException(
          "the kernel needs native memory that this thread may access, not " + segment);
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("this memory is already closed: " + segment);
    }
    return segment.address();
  }

  /** Whether a result of {@link #call} is this error. */
  static boolean is(long result, Errno errno) {
    return result == -errno.number();
  }

  /**
   * Passes a value on and throws an error; for calls whose description is a constant.
   *
   * @param what the call as in C, {@code epoll_create1(EPOLL_CLOEXEC)}
   */
  static long check(long result, String what) {
    if (result < 0 && result >= -Errno.LAST_NUMBER) {
      throw failure(result, what);
    }
    return result;
  }

  /** The exception for a negative result. */
  static SyscallException failure(long result, String what) {
    return new SyscallException(what, Math.toIntExact(-result));
  }
}
