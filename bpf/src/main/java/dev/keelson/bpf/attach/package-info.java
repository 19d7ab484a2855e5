/**
 * From loaded program to running program: each attach point of an image has one way to the kernel.
 * What comes back is a descriptor and nothing else: closing it detaches, and a process that is
 * killed leaves nothing attached.
 *
 * <pre>
 *   BtfTracepoint, RawTracepoint, Fentry, Fexit, FmodRet, Lsm   BPF_RAW_TRACEPOINT_OPEN --+
 *   Tracepoint, Kprobe, Uprobe, PerfEvent     perf_event_open(...) and BPF_LINK_CREATE -----+--&gt; Attachment
 *   KprobeMulti, UprobeMulti                  BPF_LINK_CREATE with all places ---------------+
 *   Xdp, Tc, Cgroup, SkLookup, FlowDissector  BPF_LINK_CREATE with device, cgroup, namespace -+
 *   SocketFilter                              socket(AF_PACKET) with SO_ATTACH_BPF -----------+
 *   Iterator                                  BPF_LINK_CREATE, BPF_ITER_CREATE, read --&gt; KernelWalk
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.attach.Attachments}.
 */
package dev.keelson.bpf.attach;
