/**
 * What was observed, as values: the boundary between watching and explaining. The kernel's programs
 * and the JVM's channels make facts, a recording keeps them in a file, the analysis reads nothing
 * else.
 *
 * <pre>
 *   program.ThreadTurns --.                      .--> recording file --.
 *   jvm.JvmEvent ----------+--> Fact, in time ---+                     +--> cause.* (pure)
 *   /proc, cgroup files --'                      '---------------------'
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.fact.Turn}.
 */
package dev.keelson.latency.fact;
