package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method at a classic tracepoint. Its parameter is a {@link KernelStruct} view of the
 * event, for example of {@code trace_event_raw_sched_switch}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Tracepoint {
  /** Category and event as in tracefs, for example {@code sched:sched_switch}. */
  String value();
}
