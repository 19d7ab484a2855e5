/**
 * "Compile once, run everywhere": an image that was compiled for one kernel's structs is made right
 * for another's. Fields are found by name; the rules are those of libbpf ({@code relo_core.c},
 * v1.7), so that an object file gives the same instructions whoever loads it.
 *
 * <pre>
 *   image's own struct + access --FieldSpec--&gt; task_struct . se . vruntime
 *                                                  |  in each struct of that name (Candidates)
 *                                                  v
 *   kernel's struct             --FieldSpec--&gt; offset, size, bits  --KernelRelocation--&gt; instruction
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.relocation.KernelRelocation}.
 */
package dev.keelson.object.relocation;
