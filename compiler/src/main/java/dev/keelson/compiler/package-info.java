/**
 * The compiler: class bytes, kernel types and target features go in, a program image or diagnostics
 * come out. It is a pure function; nothing here asks the running machine anything.
 *
 * <pre>
 *   class file --front--> ir.Module --pass*--> ir.Module --back--> BpfImage
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.compiler.CompileRequest}.
 */
package dev.keelson.compiler;
