/**
 * Tests that need the running kernel: {@link dev.keelson.testkit.KernelTest} runs them where they
 * can run, says why where they cannot, and counts them.
 *
 * <pre>
 *   &#64;KernelTest --- kernel and rights there? --- no, CI=true and only rights lack --> failure
 *                        |            |
 *                       yes           no
 *                        v            v
 *               runs, is counted    skipped, with the reason
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.testkit.KernelTest}.
 */
package dev.keelson.testkit;
