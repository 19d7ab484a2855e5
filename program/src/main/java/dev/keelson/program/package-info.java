/**
 * The words a kernel-side program may use: where a method runs ({@link
 * dev.keelson.program.BtfTracepoint} and its like), what it keeps ({@link
 * dev.keelson.program.Maps}), what it may ask ({@link dev.keelson.program.Kernel}) and how it sees
 * kernel memory ({@link dev.keelson.program.KernelStruct}). Everything here also runs as ordinary
 * Java: a kernel-side method is unit-tested by calling it.
 *
 * <pre>
 *   &#64;BtfTracepoint("sched_switch")
 *   static void switched(boolean preempted, Task previous, Task next) { ... }
 *          |                        |
 *          | the compiler           | plain call in a unit test
 *          v                        v
 *     BPF program              maps are real maps, Kernel.nanoTime() is the JVM's
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.program.Maps}.
 */
package dev.keelson.program;
