package dev.keelson.object.insn;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Instructions as text, in the words of the kernel's verifier log and of {@code bpftool prog dump
 * xlated} (kernel/bpf/disasm.c, Linux 6.18), so that the two can be laid side by side:
 *
 * <pre>
 *    0: (bf) r6 = r1
 *    1: (61) r1 = *(u32 *)(r6 +8)
 *    2: (18) r2 = map[fd:5]
 *    4: (55) if r1 != 0x0 goto pc+2
 * </pre>
 *
 * The number is that of the slot; the second slot of a 64-bit load is part of the first one's text.
 * What the kernel would refuse still prints, as {@code BUG_} and the opcode, as it does there.
 */
public final class Disassembler {
  private static final String[] ALU_OPERATORS = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian",
  };
  private static final String[] JUMP_OPERATORS = {
    "", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<=",
  };

  // Fields of an opcode byte.
  private static final int CLASS_MASK = 0x07;
  private static final int SOURCE_MASK = 0x08;
  private static final int OPERATION_MASK = 0xf0;
  private static final int SIZE_MASK = 0x18;
  private static final int MODE_MASK = 0xe0;

  // Modes and jumps that only disassembly knows so far, by their kernel names.
  private static final int ABS = 0x20;
  private static final int IND = 0x40;
  private static final int PSEUDO_MAP_IDX = 5;
  private static final int PSEUDO_MAP_IDX_VALUE = 6;

  /** {@code BPF_ADDR_PERCPU}, include/linux/filter.h: what the verifier writes, never a program. */
  private static final int PER_CPU_ADDRESS = -1;

  // The immediate of an atomic instruction, include/uapi/linux/bpf.h.
  private static final int FETCH = 0x01;
  private static final int XCHG = 0xe0 | FETCH;
  private static final int CMPXCHG = 0xf0 | FETCH;
  private static final int LOAD_ACQUIRE = 0x100;
  private static final int STORE_RELEASE = 0x110;

  private final IntFunction<String> helperName;
  private final String mapWord;

  /**
   * @param helperName the name of a helper function by its number in {@code enum bpf_func_id}, for
   *     example {@code map_lookup_elem} for 1; the kernel says {@code unknown} where it has none
   */
  public Disassembler(IntFunction<String> helperName) {
    this(helperName, "fd");
  }

  private Disassembler(IntFunction<String> helperName, String mapWord) {
    this.helperName = helperName;
    this.mapWord = mapWord;
  }

  /**
   * For the code of a loaded program as the kernel tells it: maps are ids there, and calls hold the
   * helper's distance from {@code __bpf_call_base}.
   *
   * @param helperName the name of a helper function by that distance
   */
  public static Disassembler ofLoaded(IntFunction<String> helperName) {
    return new Disassembler(helperName, "id");
  }

  /** A line for each instruction, each ended by a newline; helpers by number only. */
  public static String print(List<Insn> code) {
    return new Disassembler(number -> "helper").text(code);
  }

  /** A line for each instruction, each ended by a newline. */
  public String text(List<Insn> code) {
    StringBuilder lines = new StringBuilder();
    for (int slot = 0; slot < code.size(); slot++) {
      lines.append("%4d: %s\n".formatted(slot, text(code, slot)));
      if (code.get(slot).opcode() == Opcode.LD_IMM64 && slot + 1 < code.size()) {
        slot++;
      }
    }
    return lines.toString();
  }

  /** The instruction that starts at a slot, without number and newline. */
  public String text(List<Insn> code, int slot) {
    Insn insn = code.get(slot);
    String text =
        switch (insn.opcode() & CLASS_MASK) {
          case Opcode.LD -> load(insn, slot + 1 < code.size() ? code.get(slot + 1).imm() : 0);
          case Opcode.LDX -> loadIndirect(insn);
          case Opcode.ST -> store(insn);
          case Opcode.STX -> storeRegister(insn);
          case Opcode.JMP, Opcode.JMP32 -> jump(insn);
          default -> arithmetic(insn);
        };
    return "(%02x) %s".formatted(insn.opcode(), text == null ? bug(insn) : text);
  }

  private static String bug(Insn insn) {
    return "BUG_%02x".formatted(insn.opcode());
  }

  private static String arithmetic(Insn insn) {
    boolean wide = (insn.opcode() & CLASS_MASK) == Opcode.ALU64;
    char bank = wide ? 'r' : 'w';
    int operation = insn.opcode() & OPERATION_MASK;
    int dst = insn.dst();
    boolean register = (insn.opcode() & SOURCE_MASK) == Opcode.X;
    if (operation == Opcode.END) {
      String swap = wide ? "bswap" : register ? "be" : "le";
      return "r%d = %s%d r%d".formatted(dst, swap, insn.imm(), dst);
    }
    if (operation == Opcode.NEG) {
      return "%c%d = -%c%d".formatted(bank, dst, bank, dst);
    }
    if (operation > Opcode.END) {
      return null;
    }
    boolean signed = insn.offset() == 1 && (operation == Opcode.DIV || operation == Opcode.MOD);
    String operator = (signed ? "s" : "") + ALU_OPERATORS[operation >>> 4];
    if (!register) {
      return "%c%d %s %d".formatted(bank, dst, operator, insn.imm());
    }
    if (operation == Opcode.MOV && insn.offset() == PER_CPU_ADDRESS) {
      return "r%d = &(void __percpu *)(r%d)".formatted(dst, insn.src());
    }
    if (operation == Opcode.MOV && insn.offset() == 1) {
      return "r%d = addr_space_cast(r%d, %d, %d)"
          .formatted(dst, insn.src(), insn.imm() >>> 16, insn.imm() & 0xffff);
    }
    String extension =
        operation == Opcode.MOV && insn.offset() != 0 ? "(s%d)".formatted(insn.offset()) : "";
    return "%c%d %s %s%c%d".formatted(bank, dst, operator, extension, bank, insn.src());
  }

  private String load(Insn insn, int highWord) {
    String size = size(insn);
    return switch (insn.opcode() & MODE_MASK) {
      case ABS -> "r0 = *(%s *)skb[%d]".formatted(size, insn.imm());
      case IND -> "r0 = *(%s *)skb[r%d + %d]".formatted(size, insn.src(), insn.imm());
      case Opcode.IMM ->
          insn.opcode() == Opcode.LD_IMM64
              ? "r%d = %s".formatted(insn.dst(), immediate(insn, highWord))
              : null;
      default -> null;
    };
  }

  private String immediate(Insn insn, int highWord) {
    return switch (insn.src()) {
      case Opcode.PSEUDO_MAP_FD -> "map[%s:%d]".formatted(mapWord, insn.imm());
      case Opcode.PSEUDO_MAP_VALUE -> "map[%s:%d][0]+%d".formatted(mapWord, insn.imm(), highWord);
      case PSEUDO_MAP_IDX -> "map[idx:%d]".formatted(insn.imm());
      case PSEUDO_MAP_IDX_VALUE -> "map[idx:%d][0]+%d".formatted(insn.imm(), highWord);
      case Opcode.PSEUDO_BTF_ID -> "btf[id:%d]".formatted(insn.imm());
      case Opcode.PSEUDO_FUNC -> "subprog[%+d]".formatted(insn.imm());
      default -> "0x%x".formatted(((long) highWord << 32) | (insn.imm() & 0xffff_ffffL));
    };
  }

  private static String loadIndirect(Insn insn) {
    String letter =
        switch (insn.opcode() & MODE_MASK) {
          case Opcode.MEM -> "u";
          case Opcode.MEMSX -> "s";
          default -> "";
        };
    return letter.isEmpty()
        ? null
        : "r%d = *(%s%d *)(r%d %+d)"
            .formatted(insn.dst(), letter, bits(insn), insn.src(), insn.offset());
  }

  private static String store(Insn insn) {
    return (insn.opcode() & MODE_MASK) == Opcode.MEM
        ? "*(%s *)(r%d %+d) = %d".formatted(size(insn), insn.dst(), insn.offset(), insn.imm())
        : null;
  }

  private static String storeRegister(Insn insn) {
    return switch (insn.opcode() & MODE_MASK) {
      case Opcode.MEM ->
          "*(%s *)(r%d %+d) = r%d".formatted(size(insn), insn.dst(), insn.offset(), insn.src());
      case Opcode.ATOMIC -> atomic(insn);
      default -> null;
    };
  }

  private static String atomic(Insn insn) {
    String width = (insn.opcode() & SIZE_MASK) == Opcode.DW ? "64" : "";
    String at = "(%s *)(r%d %+d)".formatted(size(insn), insn.dst(), insn.offset());
    String acquired = "(%s *)(r%d %+d)".formatted(size(insn), insn.src(), insn.offset());
    int src = insn.src();
    return switch (insn.imm()) {
      case Opcode.ADD, Opcode.AND, Opcode.OR, Opcode.XOR ->
          "lock *%s %s r%d".formatted(at, ALU_OPERATORS[insn.imm() >>> 4], src);
      case Opcode.ADD | FETCH -> fetch(width, "add", at, src);
      case Opcode.AND | FETCH -> fetch(width, "and", at, src);
      case Opcode.OR | FETCH -> fetch(width, "or", at, src);
      case Opcode.XOR | FETCH -> fetch(width, "xor", at, src);
      case XCHG -> "r%d = atomic%s_xchg(%s, r%d)".formatted(src, width, at, src);
      case CMPXCHG -> "r0 = atomic%s_cmpxchg(%s, r0, r%d)".formatted(width, at, src);
      case LOAD_ACQUIRE -> "r%d = load_acquire(%s)".formatted(insn.dst(), acquired);
      case STORE_RELEASE -> "store_release(%s, r%d)".formatted(at, src);
      default -> null;
    };
  }

  private static String fetch(String width, String operation, String at, int src) {
    return "r%d = atomic%s_fetch_%s(%s, r%d)".formatted(src, width, operation, at, src);
  }

  private String jump(Insn insn) {
    boolean wide = (insn.opcode() & CLASS_MASK) == Opcode.JMP;
    int operation = insn.opcode() & OPERATION_MASK;
    return switch (operation) {
      case Opcode.CALL -> call(insn);
      case Opcode.EXIT -> wide ? "exit" : null;
      case Opcode.JA ->
          wide ? "goto pc%+d".formatted(insn.offset()) : "gotol pc%+d".formatted(insn.imm());
      case Opcode.JCOND -> wide ? "may_goto pc%+d".formatted(insn.offset()) : null;
      default -> operation > Opcode.JSLE ? null : branch(insn, wide ? 'r' : 'w');
    };
  }

  private static String branch(Insn insn, char bank) {
    String operator = JUMP_OPERATORS[(insn.opcode() & OPERATION_MASK) >>> 4];
    String right =
        (insn.opcode() & SOURCE_MASK) == Opcode.X
            ? "%c%d".formatted(bank, insn.src())
            : "0x%x".formatted(insn.imm());
    return "if %c%d %s %s goto pc%+d".formatted(bank, insn.dst(), operator, right, insn.offset());
  }

  private String call(Insn insn) {
    return switch (insn.src()) {
      case Opcode.PSEUDO_CALL -> "call pc%+d".formatted(insn.imm());
      case Opcode.PSEUDO_KFUNC_CALL -> "call kernel-function#%d".formatted(insn.imm());
      default -> "call %s#%d".formatted(helperName.apply(insn.imm()), insn.imm());
    };
  }

  private static int bits(Insn insn) {
    return switch (insn.opcode() & SIZE_MASK) {
      case Opcode.B -> 8;
      case Opcode.H -> 16;
      case Opcode.W -> 32;
      default -> 64;
    };
  }

  private static String size(Insn insn) {
    return "u" + bits(insn);
  }
}
