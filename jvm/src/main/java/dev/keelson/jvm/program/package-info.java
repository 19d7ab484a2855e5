/**
 * What runs in the kernel when a JVM passes one of its probes. Each class is a program of its own;
 * what it writes is a record beside it.
 *
 * <pre>
 *   libjvm.so, safepoint__begin ... safepoint__end --uprobe--> WorldStops --> STOPS (ring)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.jvm.program.WorldStops}.
 */
package dev.keelson.jvm.program;
