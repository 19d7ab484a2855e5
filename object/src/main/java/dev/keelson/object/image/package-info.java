/**
 * A program image: everything a loader needs, whoever made it, and nothing of the running kernel.
 *
 * <pre>
 *   BpfImage ---+--- MapSpec*        what to create
 *               +--- ProgramSpec*    what to load:  code, relocations, func and line info, attach point
 *               +--- Btf             the types that the two above name
 *               +--- printFormats    texts of Kernel.print, by number
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.image.BpfImage}.
 */
package dev.keelson.object.image;
