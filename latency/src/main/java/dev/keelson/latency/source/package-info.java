/**
 * Facts that the kernel shows in files: what the hypervisor took, what a cgroup may use, what a
 * descriptor is. Each source is a small class that is asked now and then; a process can end at any
 * time, and what cannot be read is not there.
 *
 * <pre>
 *   /proc/stat -----------------------> StealTime ------.
 *   /proc/PID/cgroup, the mounts -----> CgroupQuotas ---+--> ProcFacts --> facts
 *   /proc/PID/fd, /proc/PID/net/* ----> Descriptors ----'
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.source.ProcFacts}.
 */
package dev.keelson.latency.source;
