/**
 * BTF, the kernel's type format (Documentation/bpf/btf.rst): read lazily, written by a builder. A
 * running kernel has about 130,000 types, of which a program needs ten: opening finds where each
 * type starts and decodes none. On top of the types stand the questions that others ask of them:
 * where a field lies, what a small part that stands for the whole would be, what Java calls it.
 *
 * <pre>
 *   header | types: { btf_type, kind-specific tail }*  | strings: \0-terminated
 *               |
 *          Btf  +---&gt; BtfType      by id, or by kind and name
 *               +---&gt; FieldPath    "se.vruntime" --&gt; offset, size, type
 *               +---&gt; BtfSubset    names --&gt; a small BTF file
 *               +---&gt; JavaInterface, CTypeName    for people
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.btf.BtfType}, then {@link
 * dev.keelson.object.btf.Btf}.
 */
package dev.keelson.object.btf;
