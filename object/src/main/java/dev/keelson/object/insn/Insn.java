package dev.keelson.object.insn;

/**
 * One 8-byte instruction slot. A 64-bit immediate load takes two slots, as it does in the kernel,
 * so that an index into a list of {@code Insn} is the instruction number that the verifier prints.
 *
 * @param opcode the opcode byte, 0 to 255; see {@link Opcode}
 * @param dst destination register, 0 to 10
 * @param src source register, 0 to 10, or a pseudo-source such as {@link Opcode#PSEUDO_MAP_FD}
 * @param offset signed 16-bit offset: of memory in bytes, of a jump in slots from the next slot
 * @param imm signed 32-bit immediate
 */
public record Insn(int opcode, int dst, int src, int offset, int imm) {
  /** Size of an encoded slot in bytes. */
  public static final int BYTES = 8;

  public Insn {
    if ((opcode & ~0xff) != 0
        || (dst & ~0xf) != 0
        || (src & ~0xf) != 0
        || offset != (short) offset) {
      throw new IllegalArgumentException(
          "opcode %d dst %d src %d offset %d do not fit an instruction"
              .formatted(opcode, dst, src, offset));
    }
  }

  /** The slot as the kernel reads it on a little-endian machine, opcode in the lowest byte. */
  public long encoded() {
    return opcode
        | (long) dst << 8
        | (long) src << 12
        | (offset & 0xffffL) << 16
        | (imm & 0xffff_ffffL) << 32;
  }

  /** The inverse of {@link #encoded()}. */
  public static Insn decode(long slot) {
    return new Insn(
        (int) slot & 0xff,
        (int) (slot >>> 8) & 0xf,
        (int) (slot >>> 12) & 0xf,
        (short) (slot >>> 16),
        (int) (slot >>> 32));
  }
}
