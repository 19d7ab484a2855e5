/**
 * Faults with known truth: a victim JVM runs, a fault is injected at logged times, the analysis
 * watches without knowing, and a judge compares. Start reading at {@link
 * dev.keelson.faults.Scenario}.
 *
 * <pre>
 *   Victim (its own process) <--- Scenario injects, logs Windows
 *        |                                  |
 *   LatencySession --- CauseReport ---> Judge ---> Verdict, a row of docs/faults.md
 * </pre>
 */
package dev.keelson.faults;
