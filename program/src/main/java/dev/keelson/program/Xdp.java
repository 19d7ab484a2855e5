package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method for each packet that a network device receives, before the kernel makes anything
 * of it. The method takes a {@link Packet}, a {@link KernelStruct} of {@code xdp_md}, both or
 * neither, and returns one of the actions below; one that returns nothing lets packets pass. Linux
 * 5.9 for its link.
 *
 * <p>Numbers are those of {@code enum xdp_action}, include/uapi/linux/bpf.h.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Xdp {
  /** The packet is dropped as by an error, which the tracepoint {@code xdp_exception} tells. */
  int ABORTED = 0;

  /** The packet is dropped. */
  int DROP = 1;

  /** The packet goes on to the kernel's network stack. */
  int PASS = 2;

  /** The packet goes back out of the device it came in by. */
  int TX = 3;

  /** The packet goes where a redirect helper said. */
  int REDIRECT = 4;

  /** The network device, for example {@code eth0}; may be left empty and named when attaching. */
  String device() default "";

  /** The action after a contained fault, of a method that returns one. */
  int onFault() default ABORTED;
}
