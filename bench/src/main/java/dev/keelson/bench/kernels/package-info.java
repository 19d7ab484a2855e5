/**
 * The Java side of {@code ./keelson-bench kernels}: small programs of the kinds that people write,
 * to be held against the same in C.
 *
 * <pre>
 *   Kernels.java    <---- same names, same order, same results ---->    bench/peers/kernels/kernels.bpf.c
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bench.kernels.Kernels}.
 */
package dev.keelson.bench.kernels;
