/**
 * Programs to copy, each a kernel side in plain Java and the user side that reads it. They compile
 * with the project, so they are never older than the language they show. None of them needs more
 * than root and a kernel with BTF.
 *
 * <pre>
 *   kernel side: static methods at attach points --- maps, ring --- user side: load, attach, consume
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.examples.RunQueueWait}.
 */
package dev.keelson.examples;
