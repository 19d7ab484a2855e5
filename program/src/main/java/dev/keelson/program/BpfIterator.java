package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the method for each element of something that the kernel can walk, when user space asks.
 * Parameters are the element's parts in the kernel's order, or the first of them ({@code struct
 * bpf_iter__...} without its {@code meta}), and a {@link SeqFile} anywhere for the output. The
 * method is not called for the end, where the kernel passes null. Linux 5.8 ({@code
 * BPF_TRACE_ITER}, kernel/bpf/bpf_iter.c).
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface BpfIterator {
  /** What is walked, for example {@code task}, {@code task_file}, {@code bpf_map}. */
  String value();
}
