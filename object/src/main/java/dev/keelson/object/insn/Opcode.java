package dev.keelson.object.insn;

/**
 * The fields an opcode byte is made of, by the names of {@code include/uapi/linux/bpf.h} and {@code
 * bpf_common.h} (Linux 6.18) without their prefix. Compose with {@code |}: {@code ALU64 | ADD | X}.
 */
public final class Opcode {
  private Opcode() {}

  // Classes: the lowest three bits.
  public static final int LD = 0x00;
  public static final int LDX = 0x01;
  public static final int ST = 0x02;
  public static final int STX = 0x03;
  public static final int ALU = 0x04;
  public static final int JMP = 0x05;
  public static final int JMP32 = 0x06;
  public static final int ALU64 = 0x07;

  // Operand source of ALU and JMP classes.
  /** The operand is the immediate. */
  public static final int K = 0x00;

  /** The operand is the source register. */
  public static final int X = 0x08;

  // ALU and ALU64 operations.
  public static final int ADD = 0x00;
  public static final int SUB = 0x10;
  public static final int MUL = 0x20;

  /** Unsigned; with {@code offset == 1} signed (ISA v4, Linux 6.6). */
  public static final int DIV = 0x30;

  public static final int OR = 0x40;
  public static final int AND = 0x50;
  public static final int LSH = 0x60;
  public static final int RSH = 0x70;
  public static final int NEG = 0x80;

  /** Unsigned; with {@code offset == 1} signed (ISA v4, Linux 6.6). */
  public static final int MOD = 0x90;

  public static final int XOR = 0xa0;

  /** A move; with {@code offset} 8, 16 or 32 a sign-extending one (ISA v4, Linux 6.6). */
  public static final int MOV = 0xb0;

  public static final int ARSH = 0xc0;

  /** Byte swap: {@code imm} is the width in bits. */
  public static final int END = 0xd0;

  // JMP and JMP32 operations.
  public static final int JA = 0x00;
  public static final int JEQ = 0x10;
  public static final int JGT = 0x20;
  public static final int JGE = 0x30;
  public static final int JSET = 0x40;
  public static final int JNE = 0x50;
  public static final int JSGT = 0x60;
  public static final int JSGE = 0x70;
  public static final int CALL = 0x80;
  public static final int EXIT = 0x90;
  public static final int JLT = 0xa0;
  public static final int JLE = 0xb0;
  public static final int JSLT = 0xc0;
  public static final int JSLE = 0xd0;

  /** A jump that the kernel decides: with src {@link #MAY_GOTO} (Linux 6.9). */
  public static final int JCOND = 0xe0;

  /** The jump is taken when the loops of the program have used up their budget. */
  public static final int MAY_GOTO = 0;

  // Sizes of loads and stores.
  public static final int W = 0x00;
  public static final int H = 0x08;
  public static final int B = 0x10;
  public static final int DW = 0x18;

  // Modes of loads and stores.
  public static final int IMM = 0x00;
  public static final int MEM = 0x60;

  /** Sign-extending load (ISA v4, Linux 6.6). */
  public static final int MEMSX = 0x80;

  public static final int ATOMIC = 0xc0;

  /** The first slot of a 64-bit immediate load. */
  public static final int LD_IMM64 = LD | IMM | DW;

  // Values of src that change what an instruction means.
  public static final int PSEUDO_MAP_FD = 1;
  public static final int PSEUDO_MAP_VALUE = 2;
  public static final int PSEUDO_BTF_ID = 3;
  public static final int PSEUDO_FUNC = 4;
  public static final int PSEUDO_CALL = 1;
  public static final int PSEUDO_KFUNC_CALL = 2;
}
