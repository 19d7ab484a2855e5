/**
 * Other people's tools as witnesses: what bpftool and libbpf make of a file that we wrote. They are
 * Debian's packages {@code bpftool}, {@code gcc} and {@code libbpf-dev}; a test without them says
 * which is missing.
 *
 * <pre>
 *   object file --Bpftool--&gt; loaded by libbpf, described by bpftool
 *               --Libbpf---&gt; relocated by libbpf for a kernel of our choice, as instructions
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.testkit.peer.Bpftool}.
 */
package dev.keelson.testkit.peer;
