/**
 * Comparisons with the peers of the field: C with libbpf, clang, bpftrace. Both sides run in the
 * same run, alternately, and a result is a ratio with its spread: absolute times of a shared
 * machine say little.
 *
 * <pre>
 *   Comparison --- A B, B A, A B ... ---> Ratio (median, 10th to 90th percentile) ---> RESULTS.md
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bench.Comparison}.
 */
package dev.keelson.bench;
