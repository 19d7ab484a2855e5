/**
 * BTF, the kernel's type format (Documentation/bpf/btf.rst): read lazily, written by a builder.
 *
 * <pre>
 *   header | types: { btf_type, kind-specific tail }*  | strings: \0-terminated
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.btf.BtfType}.
 */
package dev.keelson.object.btf;
