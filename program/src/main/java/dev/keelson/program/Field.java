package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the kernel field that a method of a {@link KernelStruct} reads, where the method's own name
 * does not.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Field {
  /** A field, or a path of fields such as {@code se.vruntime}; anonymous members are searched. */
  String value();
}
