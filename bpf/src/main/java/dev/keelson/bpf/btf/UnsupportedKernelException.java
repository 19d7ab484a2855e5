package dev.keelson.bpf.btf;

/** The running kernel lacks something that was asked for; nothing is wrong with the program. */
public final class UnsupportedKernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param missing what the kernel lacks
   * @param remedy which kernel or option has it
   * @param cause what told us, or null
   */
  public UnsupportedKernelException(String missing, String remedy, Throwable cause) {
    super(missing + "\n    " + remedy, cause);
  }
}
