package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method where the kernel takes a packet's headers apart to tell flows from each other.
 * The method takes a {@link Packet}, which cannot be written, a {@link KernelStruct} of {@code
 * __sk_buff}, both or neither. It belongs to a network namespace; one program at a time. Linux 5.7
 * for its link.
 *
 * <p>One that returns nothing leaves the work to the kernel, as CONTINUE does. Numbers are those of
 * {@code enum bpf_ret_code}, include/uapi/linux/bpf.h.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface FlowDissector {
  /** The flow's keys are set. */
  int OK = 0;

  /** The packet cannot be taken apart. */
  int DROP = 2;

  /** The kernel's own dissector does it. Linux 6.2. */
  int CONTINUE = 129;
}
