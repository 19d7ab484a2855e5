/**
 * From program image to running program: create its maps, load its programs, reach both from Java.
 * The image is the blueprint and knows nothing of this machine; what depends on the running kernel
 * (descriptors, type ids) is filled in here and nowhere else. A refusal by the verifier keeps the
 * whole log and names the Java line.
 *
 * <pre>
 *   BpfImage --load()--&gt; BpfObject --+-- BpfMap      --typed()--&gt;  TypedMap, TypedArray, PerCpuMap
 *                                    |                --open()--&gt;   ring.RingReader
 *                                    +-- BpfProgram  --attach()--&gt; attach.Attachment
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.BpfObject}.
 */
package dev.keelson.bpf;
