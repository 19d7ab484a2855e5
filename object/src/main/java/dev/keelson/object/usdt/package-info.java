/**
 * Static user-space probes: where a file has them, and where each finds its arguments. A probe is
 * one {@code nop} of the program and one note of the file ({@code .note.stapsdt}), which says in an
 * assembler's words what the arguments are; here these words become values.
 *
 * <pre>
 *   ElfFile --UsdtNotes.read--&gt; UsdtNote* ---+--- place, semaphore
 *                                            +--- UsdtArgument*  --UsdtTable.encode--&gt; what a program reads
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.usdt.UsdtNotes}.
 */
package dev.keelson.object.usdt;
