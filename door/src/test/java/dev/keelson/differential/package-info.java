/*
 * One method, three executions that must agree: the JVM runs the class file, the interpreter and
 * the kernel run what the compiler made of it. Where two disagree, the third says who is wrong.
 * Random BPF code holds the interpreter to the kernel first, random Java methods the compiler to
 * both.
 *
 * <pre>
 *   class file --- JVM ---------------------+
 *        |                                  |
 *     compiler --- image --- interpreter ---+--- the same context, maps and faults
 *                    |                      |
 *                    +--- kernel -----------+
 * </pre>
 *
 * <p>Start reading at {@code ThreeWay}.
 */
package dev.keelson.differential;
