package dev.keelson.bpf;

import dev.keelson.object.image.Bytes;

/**
 * What a test run gave.
 *
 * @param returnValue the program's return value
 * @param averageNanos how long a run took, on average over its repetitions; 0 where the kernel does
 *     not measure it
 * @param context the context as the program left it; empty for programs that see a packet
 * @param packet the packet as the program left it, after the last run; empty for other programs
 */
public record RunResult(int returnValue, int averageNanos, Bytes context, Bytes packet) {}
