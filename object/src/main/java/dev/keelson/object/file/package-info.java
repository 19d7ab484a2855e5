/**
 * Program images as object files, in the form that clang gives them and libbpf and bpftool load:
 * build once, run with us or without. Writing is pure; the same image gives the same bytes.
 *
 * <pre>
 *   BpfImage --ObjectFile--&gt;  tp_btf/sched_switch ...   a section for each attach point
 *                             .text                     functions that programs call
 *                             .maps  license            map definitions (by their BTF), licence
 *                             .BTF  .BTF.ext            types; functions, lines, kernel fields
 *                             .rel*  .symtab            which slot names which map or function
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.file.ObjectFile}.
 */
package dev.keelson.object.file;
