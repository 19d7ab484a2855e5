package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method for each packet that passes a network device: those that come in, or those that
 * go out. The method takes a {@link Packet}, a {@link KernelStruct} of {@code __sk_buff}, both or
 * neither, and returns one of the actions below; one that returns nothing lets packets pass. Linux
 * 6.6 for its link (TCX).
 *
 * <p>Numbers are those of {@code TC_ACT_*}, include/uapi/linux/pkt_cls.h, of which {@code enum
 * tcx_action_base} is a part.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Tc {
  /** The next program decides; the packet passes when there is none. */
  int UNSPEC = -1;

  /** The packet passes. */
  int OK = 0;

  /** The packet is dropped. */
  int SHOT = 2;

  /** The packet goes where a redirect helper said. */
  int REDIRECT = 7;

  /** Whether it sees the packets that go out, instead of those that come in. */
  boolean egress() default false;

  /** The network device, for example {@code eth0}; may be left empty and named when attaching. */
  String device() default "";

  /** The action after a contained fault, of a method that returns one. */
  int onFault() default OK;
}
