/**
 * What the kernel loads, as values: {@linkplain dev.keelson.object.insn instructions}, {@linkplain
 * dev.keelson.object.btf BTF}, {@linkplain dev.keelson.object.elf ELF} and the {@linkplain
 * dev.keelson.object.image program image} that ties them together. Nothing here touches the kernel,
 * so that all of it can be fuzzed; bad input gives one exception, {@link
 * dev.keelson.object.MalformedObjectException}, which names the offset and what was expected there.
 *
 * <pre>
 *   insn      instructions          layout    how a value lies in shared memory
 *   btf       types of a kernel     image     what a loader needs: maps, programs, types
 *   elf       files of a compiler       file      an image as a file for libbpf and bpftool
 *   relocation  an image for another kernel
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.image.BpfImage}.
 */
package dev.keelson.object;
