package dev.keelson.latency.recording;

import java.util.List;

/**
 * What was measured, where and when.
 *
 * @param keelson the version of Keelson that recorded
 * @param kernel as {@code uname -r} prints it
 * @param machine as {@code uname -m} prints it: system calls are numbered differently
 * @param cpus how many CPUs were online
 * @param jvm vendor and version of the JVM that was measured; empty when it is none, or not yet
 *     known
 * @param target the word for what was measured: process, command, all or demo
 * @param command its command line; empty when there is none
 * @param callerPid the process as the caller numbers it; 0 for all
 * @param kernelPid the process as the facts number it; another one in a pid namespace
 * @param startEpochMillis wall-clock time of the start, milliseconds since 1970
 * @param startNanos the same in CLOCK_MONOTONIC, as the facts have it
 */
public record RecordingHeader(
    String keelson,
    String kernel,
    String machine,
    int cpus,
    String jvm,
    String target,
    List<String> command,
    int callerPid,
    int kernelPid,
    long startEpochMillis,
    long startNanos) {
  public RecordingHeader {
    command = List.copyOf(command);
  }
}
