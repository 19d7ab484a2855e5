package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method at a static probe of a user-space file, all its places. Parameters are the
 * probe's arguments, or the first of them, as {@code int} or {@code long}; the file says where each
 * place finds them. Linux 5.15 ({@code bpf_get_attach_cookie} tells the places apart,
 * kernel/trace/bpf_trace.c).
 *
 * <p>{@code readelf -n FILE} lists the probes of a file.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Usdt {
  /** The executable or library; may be left empty and named when attaching. */
  String path() default "";

  /** Who made the probe, for example {@code hotspot}. */
  String provider();

  /** The probe's name, for example {@code gc__begin}. */
  String probe();
}
