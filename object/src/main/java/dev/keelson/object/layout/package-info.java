/**
 * How a Java value lies in memory that kernel and user space share: C's rules, natural alignment,
 * explicit zeroed padding. The compiler computes it from class files and the loader's codecs from
 * reflection; both ask this package, so that they cannot disagree.
 *
 * <pre>
 *   record Wait(int tid, int cpu, long nanos)     0    4    8       16
 *                                                 | tid| cpu| nanos |
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.layout.DataType}.
 */
package dev.keelson.object.layout;
