package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that stands for a function of the kernel (a kfunc): static, with a body that is its
 * double on the JVM, or of a {@link KernelStruct} interface, whose object is the first argument. An
 * object that the kernel counts its users of is given back by {@code close}, in a
 * try-with-resources:
 *
 * {@snippet :
 * @KernelStruct("task_struct")
 * interface Task extends AutoCloseable {
 *   int pid();
 *
 *   @Override
 *   @KernelFunction("bpf_task_release")
 *   void close();
 * }
 *
 * @KernelFunction("bpf_task_from_pid")
 * static Task task(int pid) {
 *   return null;
 * }
 *
 * try (Task task = task(4711)) {
 *   if (task != null) ...
 * }
 * }
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface KernelFunction {
  /** The function's name in the kernel's BTF, for example {@code bpf_task_from_pid}. */
  String value();
}
