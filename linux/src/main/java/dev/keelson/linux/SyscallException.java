package dev.keelson.linux;

/**
 * The kernel refused a system call.
 *
 * <p>The message is made for the person at the terminal: the call with the arguments that matter
 * and the error's name, then, indented, the likely cause and what to do about it.
 *
 * <pre>
 * bpf(BPF_MAP_CREATE, hash "QUEUED", key 4 B, value 8 B, 16384 entries): EPERM
 *     This process has no CAP_BPF. Run as root, or grant CAP_BPF and CAP_PERFMON.
 * </pre>
 */
public final class SyscallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final Errno errno;
  private final String advice;

  SyscallException(String call, int number) {
    this(call, number, Errno.of(number), Advice.on(call, Errno.of(number)));
  }

  private SyscallException(String call, int number, Errno errno, String advice) {
    super(
        call
            + ": "
            + (errno == Errno.UNKNOWN ? "errno " + number : errno.name())
            + "\n    "
            + advice);
    this.call = call;
    this.errno = errno;
    this.advice = advice;
  }

  /** The error. Branch on this, never on the message. */
  public Errno errno() {
    return errno;
  }

  /** The call as in C, with the arguments that matter. */
  public String call() {
    return call;
  }

  /** The likely cause and what to do, one or two sentences. */
  public String advice() {
    return advice;
  }
}
