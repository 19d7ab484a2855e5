/**
 * What happens to a function between front and back: a file for each pass, each with one entry
 * point {@code run} that changes the function in place. Passes keep the invariants that {@link
 * dev.keelson.compiler.ir.IrVerifier} states; their order and its reasons are in {@code Pipeline}.
 *
 * <pre>
 *   Function --run--> the same Function, with less in it
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.compiler.pass.Simplify}.
 */
package dev.keelson.compiler.pass;
