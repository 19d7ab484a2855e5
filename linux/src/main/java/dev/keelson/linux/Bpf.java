package dev.keelson.linux;

import java.lang.foreign.MemorySegment;

/**
 * {@code bpf(2)}: one command, one {@code union bpf_attr}.
 *
 * <p>The attribute is the caller's, zeroed before it was filled (the kernel refuses non-zero bytes
 * past the fields it knows), and its size is the size passed on: slice it to the fields in use.
 */
public final class Bpf {
  // enum bpf_cmd, include/uapi/linux/bpf.h
  private static final int BPF_PROG_LOAD = 5;

  // The verifier gives up with EAGAIN when a signal is pending, and a JVM is never short of those.
  private static final int LOAD_ATTEMPTS = 10;

  private Bpf() {}

  /**
   * Makes a command that does not return a descriptor.
   *
   * @param command {@code enum bpf_cmd}
   * @param attr native memory, the used part of {@code union bpf_attr}
   * @param what the command and its arguments for the error: {@code BPF_MAP_FREEZE, map "QUEUED"}
   * @return the kernel's result, 0 for most commands
   * @throws SyscallException when the kernel refuses
   */
  public static long call(int command, MemorySegment attr, String what) {
    long result = attempt(command, attr);
    if (result < 0) {
      throw refusal(result, what);
    }
    return result;
  }

  /**
   * Makes a command whose failure is an everyday answer (a missing key, the end of an iteration).
   *
   * @return the kernel's result, or the error's number negated; {@link #refusal} makes the
   *     exception when it is not the everyday one
   */
  public static long attempt(int command, MemorySegment attr) {
    return Syscalls.call(SyscallNumber.BPF, command, attr, attr.byteSize(), 0, 0, 0);
  }

  /**
   * The exception for a negative result of {@link #attempt}, to throw.
   *
   * @param what as in {@link #call}
   */
  public static SyscallException refusal(long result, String what) {
    return Syscalls.failure(result, "bpf(" + what + ")");
  }

  /**
   * Makes a command that returns a descriptor: maps, programs, links, BTF.
   *
   * @param what as in {@link #call}
   * @throws SyscallException when the kernel refuses
   */
  public static FileDescriptor open(int command, MemorySegment attr, String what) {
    long result = attempt(command, attr);
    if (command == BPF_PROG_LOAD) {
      for (int i = 1; i < LOAD_ATTEMPTS && Syscalls.is(result, Errno.EAGAIN); i++) {
        result = attempt(command, attr);
      }
    }
    return FileDescriptor.opened(result, "bpf(" + what + ")");
  }
}
