/**
 * From class file to IR. A method is walked block by block with a frame of {@code Operand}s, each a
 * {@code Shape} and the SSA values behind it: records and boxes are taken apart, objects are
 * pointers, declarations are known entirely; calls are translated in place. What a kernel program
 * cannot do is a {@code Refusal}, which becomes a diagnostic with its line, and the walk goes on.
 *
 * <pre>
 *   ClassSource --> Declarations     maps, settings
 *        |      --> Programs         attach points, parameters
 *        v
 *   MethodTranslator --> StepTranslator --> Arithmetic | Objects | Calls --> Emitter --> ir.Function
 *        |                                                 |
 *      Joins (block parameters)                      MapCalls, Rings, KernelReads, Intrinsics
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.compiler.front.FrontEnd}, then {@code MethodTranslator}.
 */
package dev.keelson.compiler.front;
