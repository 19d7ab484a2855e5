package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Runs the method when a user-space function is entered, or returns. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Uprobe {
  /** The executable or library; may be left empty and named when attaching. */
  String path() default "";

  /** The function's symbol; may be left empty and given as an offset when attaching. */
  String symbol() default "";

  /** Whether to run at the function's return instead of its entry. */
  boolean onReturn() default false;
}
