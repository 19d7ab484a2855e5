package dev.keelson.bpf.attach;

/**
 * What a program attached at several places tells them apart by: {@code Kernel.attachCookie()}
 * gives it the cookie of the attachment that runs it ({@code bpf_get_attach_cookie}).
 *
 * @param value any number; 0 is what a program sees without one
 */
public record Cookie(long value) {
  /** None. */
  static final Cookie NONE = new Cookie(0);
}
