package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method for each packet that a packet socket at a network device is to receive, in and
 * out. The method takes a {@link Packet}, which cannot be written and of which each access is a
 * copy, a {@link KernelStruct} of {@code __sk_buff}, both or neither. It returns how many bytes the
 * socket gets; 0 for none.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface SocketFilter {
  /** The network device, for example {@code eth0}; may be left empty and named when attaching. */
  String device() default "";
}
