/**
 * A BPF interpreter: the instruction set, the helpers and the maps that Keelson's programs use,
 * over simulated memory. It is the middle of the three-way test JVM = interpreter = kernel, and
 * runs compiled programs where there are no rights to load them. It is stricter than the kernel, so
 * that what the compiler leaves to chance shows.
 *
 * <pre>
 *   Interpreter --- maps --- SimulatedMap*
 *        |                       |
 *     Machine  --- HelperCalls --+
 *        |             |
 *       Alu         Memory --- Region*      each 4 GiB apart: nothing overflows into its neighbour
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.testkit.interpreter.Interpreter}.
 */
package dev.keelson.testkit.interpreter;
