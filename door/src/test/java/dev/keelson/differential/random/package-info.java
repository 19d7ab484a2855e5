/**
 * Random Java programs: written, compiled by javac and by us, run everywhere and compared; what
 * fails is made small and printed.
 *
 * <pre>
 *   seed --- RandomProgram --- Javac --- Trial: JVM = interpreter = kernel? --- Tally by Row
 *              |                           |
 *              Feature: one noun each      Shrinking, when it fails
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.random.RandomProgram}.
 */
package dev.keelson.differential.random;
