/**
 * Running tests where there is no Maven: in a guest kernel, where everything is slow, one JVM runs
 * the classes it is told and says how it went, line by line.
 *
 * <pre>
 *   ./check-guests --&gt; QEMU --&gt; java ... GuestRun CLASS...
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.testkit.guest.GuestRun}.
 */
package dev.keelson.testkit.guest;
