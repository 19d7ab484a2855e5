/**
 * Facts put in order of time, so that one can ask what a thread was doing at a moment. Nothing here
 * judges: it answers what is known and says where nothing is.
 *
 * <pre>
 *   Fact --> Observed --+-- Track (a thread's turns)      --> Stretch: running, blocked, runnable, unknown
 *                       +-- Stays (who had a CPU when)
 *                       +-- Stops (the world stopped)
 *                       '-- activities, names, descriptors
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.timeline.Observed}.
 */
package dev.keelson.latency.timeline;
