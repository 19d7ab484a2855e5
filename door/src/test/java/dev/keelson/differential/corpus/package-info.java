/**
 * Programs that are run everywhere and compared. A corner of the language that went wrong once gets
 * a method here.
 *
 * <pre>
 *   Arithmetic, Branches, Loops   numbers in, numbers out
 *   Storage                       what one call stores the next one finds
 *   Faulty                        ends where Java throws
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.corpus.Arithmetic}.
 */
package dev.keelson.differential.corpus;
