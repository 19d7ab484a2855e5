/**
 * A stock JVM seen from outside, without an agent and without flags. What it does reaches us as
 * {@link dev.keelson.jvm.JvmEvent}s on the kernel's own clock (CLOCK_MONOTONIC), whichever channel
 * they came through.
 *
 * <pre>
 *   USDT probes (uprobes) ------.
 *   flight recorder (attach) ----+--> JvmEvent
 *   HotSpot's structure tables --+--> threads: role, JavaThread, virtual thread
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.jvm.JvmObservation}.
 */
package dev.keelson.jvm;
