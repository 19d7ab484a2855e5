/**
 * From loaded program to running program: each attach point of an image has one way to the kernel.
 * What comes back is a descriptor and nothing else: closing it detaches, and a process that is
 * killed leaves nothing attached.
 *
 * <pre>
 *   BtfTracepoint, RawTracepoint   BPF_RAW_TRACEPOINT_OPEN ------------------------+
 *   Tracepoint                     perf_event_open(id in tracefs)  + BPF_LINK_CREATE +--&gt; Attachment
 *   Uprobe                         perf_event_open(file, offset)   + BPF_LINK_CREATE +
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.attach.Attachments}.
 */
package dev.keelson.bpf.attach;
