/**
 * Random class files that no javac writes: values that wait on the operand stack over branches,
 * jumps into the middle of loops, numbers narrowed only where they are stored, dead code. The JVM's
 * own verifier accepts each; they run everywhere and are compared.
 *
 * <pre>
 *   Decisions --- RandomClass --- Trial: JVM = interpreter = kernel?
 *                  MethodBody: blocks and jumps
 *                  StackCode: what stands in a block
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.bytecode.RandomClass}.
 */
package dev.keelson.differential.bytecode;
