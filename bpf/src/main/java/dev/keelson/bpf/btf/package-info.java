/**
 * The types of the running kernel, as it publishes them under {@code /sys/kernel/btf}. They are
 * read once per JVM and indexed lazily, because most programs ask for a handful of 130,000 types.
 * Everything that depends on which kernel runs comes through here.
 *
 * <pre>
 *   /sys/kernel/btf/vmlinux  --load()--&gt;  Btf (dev.keelson.object.btf)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.btf.KernelBtf}.
 */
package dev.keelson.bpf.btf;
