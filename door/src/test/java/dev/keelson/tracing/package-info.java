/**
 * Each kind of tracing program, compiled from Java, loaded, attached and made to run once; what it
 * saw is compared with a witness that is not ours: /proc, an ELF file, a process's exit status.
 * Kinds that a kernel may refuse run in the guests of {@code ./check-guests}.
 *
 * <pre>
 *   program class --Keelson--&gt; kernel --event--&gt; record, map --compared with--&gt; witness
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.tracing.ProbeKernelTest}.
 */
package dev.keelson.tracing;
