/**
 * BPF instructions as values, their encoding and their text form.
 *
 * <pre>
 *   byte 0    byte 1        bytes 2-3   bytes 4-7
 *  +--------+------+------+-----------+-----------+
 *  | opcode | src  | dst  |  offset   | immediate |     struct bpf_insn, include/uapi/linux/bpf.h
 *  +--------+------+------+-----------+-----------+
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.insn.Insn}.
 */
package dev.keelson.object.insn;
