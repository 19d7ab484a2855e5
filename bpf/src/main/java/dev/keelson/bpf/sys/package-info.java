/**
 * The bpf(2) commands this module uses: one method per command, one layout per part of {@code union
 * bpf_attr}, not exported. Offsets are computed from layouts that cite the kernel header, and a
 * test compares each with the running kernel's own BTF. What a command means is decided above.
 *
 * <pre>
 *   BpfObject, BpfMap, ...  --&gt;  Commands.mapCreate(...)  --&gt;  dev.keelson.linux.Bpf
 *                                  fills MapCreateAttr
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.sys.Commands}.
 */
package dev.keelson.bpf.sys;
