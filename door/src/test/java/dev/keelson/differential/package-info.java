/**
 * The promise of the compiler, tested: a method leaves the same numbers, or ends at the same line,
 * on the JVM, in the interpreter and in the kernel. Numbers are drawn by jqwik; the interpreter is
 * held against the kernel on random code.
 *
 * <pre>
 *   Numbers --+--> JvmSide ---------------+
 *             +--> InterpreterSide -------+--> the same Outcome
 *             +--> KernelSide ------------+
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.ThreeWay}.
 */
package dev.keelson.differential;
