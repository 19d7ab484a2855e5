/**
 * Why it was slow: every interval in which a thread, or the whole JVM, could not go on is covered
 * with causes along its critical path. Pure: it reads facts and nothing else, so a recorded
 * measurement gives the same answer again.
 *
 * <pre>
 *   Observed --> CriticalPath --spans--> Tiling --> Interval --> Ranking --> CauseReport
 *                  |   ^
 *     BlockedReason '---'  a thread waits for another: walk that one's time instead
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.cause.CauseAnalysis}; the heart is {@link
 * dev.keelson.latency.cause.CriticalPath}.
 */
package dev.keelson.latency.cause;
