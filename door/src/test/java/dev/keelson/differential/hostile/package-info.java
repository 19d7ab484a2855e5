/**
 * Class files that no Java compiler writes: whatever they hold, the compiler makes an image of them
 * or says in a {@link dev.keelson.compiler.CompileException} why not, in time.
 *
 * <pre>
 *   seed --- Mutation of a corpus class --- Compilation: image, diagnostics, or a failure
 *            Extreme: huge, deep, many ---^
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.hostile.HostileCampaign}.
 */
package dev.keelson.differential.hostile;
