package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An interface that views a kernel struct: one method per field used, matched by name against the
 * running kernel's BTF when the program is compiled. camelCase reads snake_case.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface KernelStruct {
  /** The struct's name, for example {@code task_struct}. */
  String value();
}
