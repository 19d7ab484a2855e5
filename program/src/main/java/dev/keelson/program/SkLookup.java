package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the method about each packet that opens something new, before the kernel looks for a
 * listening socket. The method takes a {@link KernelStruct} of {@code bpf_sk_lookup} or nothing. It
 * returns whether the look-up goes on; where it does not, the packet is refused. It belongs to a
 * network namespace. Linux 5.9.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface SkLookup {
  /** Whether the look-up goes on after a contained fault, of a method that answers. */
  boolean onFault() default false;
}
