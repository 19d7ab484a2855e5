package dev.keelson.testkit.interpreter;

import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** One run of one program: eleven registers, the call stack, the program counter. */
final class Machine {
  private static final int STACK_BYTES = 512;
  private static final int MAX_FRAMES = 8;
  private static final int FRAME = 10;

  /** What the address of a function is counted from: no memory lies there. */
  private static final long FUNCTIONS = 0x7fff_0000_0000_0000L;

  private static final int ARGUMENTS = 0b111110;

  // BPF_MAX_LOOPS, include/linux/bpf_verifier.h (v6.18): turns of may_goto loops per frame
  private static final long LOOP_BUDGET = 8 * 1024 * 1024;

  private final List<Insn> code;
  private final Map<Integer, Long> loadedAddresses;
  private final Memory memory;
  private final HelperCalls helpers;
  private final Deque<Caller> callers = new ArrayDeque<>();
  private final long[] registers = new long[11];
  private int written;
  private long turnsLeft;
  private long stepsLeft;
  private int pc;

  /** Where a call goes back to, and what it must find there. */
  private record Caller(
      int pc, int written, long turnsLeft, long r6, long r7, long r8, long r9, long r10) {}

  /**
   * @param loadedAddresses what a loader would patch in: slot of a 64-bit immediate load to value
   */
  Machine(List<Insn> code, Map<Integer, Long> loadedAddresses, Memory memory, HelperCalls helpers) {
    this.code = code;
    this.loadedAddresses = loadedAddresses;
    this.memory = memory;
    this.helpers = helpers;
  }

  /** Runs from slot 0 with r1 = {@code context} until the outermost exit, and gives r0. */
  long run(long context, long stepLimit) {
    registers[1] = context;
    written = 1 << 1;
    enterFrame();
    stepsLeft = stepLimit;
    while (step()) {
      if (--stepsLeft == 0) {
        throw new InterpreterException(
            pc, "step limit", stepLimit + " steps did not end the program");
      }
    }
    return registers[0];
  }

  /** Whether the program goes on after one more step. */
  private boolean step() {
    if (pc < 0 || pc >= code.size()) {
      throw new InterpreterException(pc, "end of program", "control runs past the last slot");
    }
    int slot = pc++;
    try {
      return execute(code.get(slot), slot);
    } catch (Violation violation) {
      throw new InterpreterException(slot, code.get(slot).toString(), violation.getMessage());
    }
  }

  /** Runs a function of the program to its exit, as a helper does; gives its r0. */
  private long callBack(long function, long... arguments) {
    long slot = function - FUNCTIONS;
    if (slot < 0 || slot >= code.size()) {
      throw new Violation("r2 is no function");
    }
    long[] given = registers.clone();
    enterFunction((int) slot);
    written &= ~ARGUMENTS;
    for (int i = 0; i < arguments.length; i++) {
      write(i + 1, arguments[i]);
    }
    int depth = callers.size();
    while (callers.size() >= depth) {
      if (--stepsLeft <= 0) {
        throw new InterpreterException(pc, "step limit", "a callback did not end the program");
      }
      step();
    }
    long result = registers[0];
    if (result != 0 && result != 1) {
      throw new Violation("a callback gives back 0 or 1, not " + result);
    }
    System.arraycopy(given, 0, registers, 0, registers.length);
    written |= ARGUMENTS;
    return result;
  }

  private void enterFunction(int slot) {
    if (callers.size() + 1 >= MAX_FRAMES) {
      throw new Violation("calls are " + MAX_FRAMES + " frames deep at most");
    }
    long[] r = registers;
    callers.push(new Caller(pc, written, turnsLeft, r[6], r[7], r[8], r[9], r[10]));
    written &= ARGUMENTS;
    enterFrame();
    pc = slot;
  }

  /** Whether the program goes on. */
  private boolean execute(Insn insn, int slot) {
    switch (insn.opcode() & 0x07) {
      case Opcode.ALU, Opcode.ALU64 -> arithmetic(insn);
      case Opcode.LDX -> load(insn);
      case Opcode.STX -> {
        if ((insn.opcode() & 0xe0) == Opcode.ATOMIC) {
          atomic(insn);
        } else {
          memory.store(address(insn.dst(), insn), size(insn), read(insn.src()));
        }
      }
      case Opcode.ST -> memory.store(address(insn.dst(), insn), size(insn), insn.imm());
      case Opcode.LD -> loadImmediate(insn, slot);
      default -> {
        return jump(insn);
      }
    }
    return true;
  }

  private void arithmetic(Insn insn) {
    boolean wide = (insn.opcode() & 0x07) == Opcode.ALU64;
    int operation = insn.opcode() & 0xf0;
    if (operation == Opcode.END) {
      write(insn.dst(), Alu.swap(insn.opcode(), read(insn.dst()), insn.imm()));
      return;
    }
    boolean immediate = (insn.opcode() & Opcode.X) == 0;
    long right = operation == Opcode.NEG ? 0 : immediate ? insn.imm() : read(insn.src());
    if (immediate) {
      refuseBadImmediate(operation, insn.imm(), wide ? 64 : 32);
    }
    long left = operation == Opcode.MOV ? 0 : read(insn.dst());
    write(
        insn.dst(),
        wide
            ? Alu.alu64(operation, left, right, insn.offset())
            : Alu.alu32(operation, (int) left, (int) right, insn.offset()));
  }

  /** The verifier refuses these (kernel/bpf/verifier.c, check_alu_op, v6.18). */
  private static void refuseBadImmediate(int operation, int imm, int bits) {
    switch (operation) {
      case Opcode.LSH, Opcode.RSH, Opcode.ARSH -> {
        if (imm < 0 || imm >= bits) {
          throw new Violation("a shift by " + imm + " of " + bits + " bits");
        }
      }
      case Opcode.DIV, Opcode.MOD -> {
        if (imm == 0) {
          throw new Violation("a division by the constant 0");
        }
      }
      default -> {}
    }
  }

  private void load(Insn insn) {
    long value = memory.load(address(insn.src(), insn), size(insn));
    write(
        insn.dst(),
        switch (insn.opcode() & 0xe0) {
          case Opcode.MEM -> value;
          case Opcode.MEMSX ->
              switch (size(insn)) {
                case 1 -> (byte) value;
                case 2 -> (short) value;
                case 4 -> (int) value;
                default -> throw new Violation("a sign-extending load has 1, 2 or 4 bytes");
              };
          default -> throw new Violation("no such load");
        });
  }

  /** STX | ATOMIC: the immediate is the operation, bit 0 says that the old value is fetched. */
  private void atomic(Insn insn) {
    int sizeBytes = size(insn);
    if (sizeBytes < 4) {
      throw new Violation("an atomic operation has 4 or 8 bytes");
    }
    long address = address(insn.dst(), insn);
    long old = memory.load(address, sizeBytes);
    long operand = read(insn.src());
    long mask = sizeBytes == 4 ? 0xffff_ffffL : -1L;
    switch (insn.imm()) {
      case 0x00, 0x01 -> memory.store(address, sizeBytes, old + operand);
      case 0x40, 0x41 -> memory.store(address, sizeBytes, old | operand);
      case 0x50, 0x51 -> memory.store(address, sizeBytes, old & operand);
      case 0xa0, 0xa1 -> memory.store(address, sizeBytes, old ^ operand);
      case 0xe1 -> memory.store(address, sizeBytes, operand);
      case 0xf1 -> {
        if (old == (read(0) & mask)) {
          memory.store(address, sizeBytes, operand);
        }
        write(0, old);
        return;
      }
      default -> throw new Violation("no such atomic operation");
    }
    if ((insn.imm() & 1) != 0) {
      write(insn.src(), old);
    }
  }

  private void loadImmediate(Insn insn, int slot) {
    if (insn.opcode() != Opcode.LD_IMM64 || pc >= code.size()) {
      throw new Violation("no such load");
    }
    Insn high = code.get(pc++);
    Long address = loadedAddresses.get(slot);
    if (address != null) {
      write(insn.dst(), address + (insn.src() == Opcode.PSEUDO_MAP_VALUE ? high.imm() : 0));
    } else if (insn.src() == Opcode.PSEUDO_FUNC) {
      write(insn.dst(), FUNCTIONS + slot + 1 + insn.imm());
    } else if (insn.src() == 0) {
      write(insn.dst(), (insn.imm() & 0xffff_ffffL) | ((long) high.imm() << 32));
    } else {
      throw new Violation("nothing tells what the loader would put here");
    }
  }

  private boolean jump(Insn insn) {
    boolean narrow = (insn.opcode() & 0x07) == Opcode.JMP32;
    int operation = insn.opcode() & 0xf0;
    switch (operation) {
      case Opcode.JA -> pc += narrow ? insn.imm() : insn.offset();
      case Opcode.JCOND -> mayGoto(insn, narrow);
      case Opcode.CALL -> call(insn);
      case Opcode.EXIT -> {
        return exit();
      }
      default -> {
        long left = read(insn.dst());
        long right = (insn.opcode() & Opcode.X) == 0 ? insn.imm() : read(insn.src());
        boolean jumps =
            narrow
                ? Alu.jumps(operation, lowHalf(left), lowHalf(right))
                : Alu.jumps(operation, left, right);
        if (jumps) {
          pc += insn.offset();
        }
      }
    }
    return true;
  }

  private void mayGoto(Insn insn, boolean narrow) {
    if (narrow || insn.src() != Opcode.MAY_GOTO || insn.dst() != 0 || insn.imm() != 0) {
      throw new Violation("no such jump");
    }
    if (turnsLeft == 0) {
      pc += insn.offset();
    } else {
      turnsLeft--;
    }
  }

  /** Sign-extended, which keeps the order of unsigned numbers too. */
  private static long lowHalf(long value) {
    return (int) value;
  }

  private void call(Insn insn) {
    switch (insn.src()) {
      case 0 -> {
        for (int argument = 1; argument <= HelperCalls.arity(insn.imm()); argument++) {
          read(argument);
        }
        long result = helpers.call(insn.imm(), registers, this::callBack);
        written &= ~ARGUMENTS;
        write(0, result);
      }
      case Opcode.PSEUDO_CALL -> {
        enterFunction(pc + insn.imm());
      }
      default -> throw new Violation("kernel functions are not simulated");
    }
  }

  /** Whether there is a caller to go back to. */
  private boolean exit() {
    long result = read(0);
    if (callers.isEmpty()) {
      if (helpers.reservedSlots() != 0) {
        throw new Violation("a reserved ring slot was neither submitted nor discarded");
      }
      return false;
    }
    Caller caller = callers.pop();
    memory.retire(registers[FRAME] - STACK_BYTES, "of a function that returned");
    registers[6] = caller.r6();
    registers[7] = caller.r7();
    registers[8] = caller.r8();
    registers[9] = caller.r9();
    registers[FRAME] = caller.r10();
    turnsLeft = caller.turnsLeft();
    written = caller.written() & ~ARGUMENTS;
    pc = caller.pc();
    write(0, result);
    return true;
  }

  private void enterFrame() {
    Region frame = memory.add("the stack", new byte[STACK_BYTES], true, false);
    registers[FRAME] = frame.address() + STACK_BYTES;
    written |= 1 << FRAME;
    turnsLeft = LOOP_BUDGET;
  }

  private long address(int register, Insn insn) {
    return read(register) + insn.offset();
  }

  private static int size(Insn insn) {
    return switch (insn.opcode() & 0x18) {
      case Opcode.B -> 1;
      case Opcode.H -> 2;
      case Opcode.W -> 4;
      default -> 8;
    };
  }

  private long read(int register) {
    if (register > FRAME || ((written >>> register) & 1) == 0) {
      throw new Violation("r" + register + " was never written");
    }
    return registers[register];
  }

  private void write(int register, long value) {
    if (register >= FRAME) {
      throw new Violation("r" + register + " cannot be written");
    }
    registers[register] = value;
    written |= 1 << register;
  }
}
