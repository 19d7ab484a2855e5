package dev.keelson.compiler.back;

import static dev.keelson.compiler.back.MachineOp.NONE;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes functions one after the other as instructions: block order decides which jumps fall
 * through, empty blocks vanish, jumps and calls get their distances at the end.
 */
final class Emission {
  /** A function in the code: where it starts. */
  record Placed(String function, int slot) {}

  /** The first slot of a run from one Java line. */
  record Line(int slot, int line) {}

  /** A slot that holds a fact about a kernel field. */
  record Use(int slot, MachineOp.FieldUse use) {}

  private record JumpFix(int slot, MachineBlock target) {}

  private record CallFix(int slot, String function) {}

  /** A call of a function of the kernel, whose number there is not known yet. */
  record KernelCall(int slot, String function) {}

  private final List<Insn> code = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private final List<Placed> functions = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<CallFix> calls = new ArrayList<>();
  private final List<KernelCall> kernelCalls = new ArrayList<>();

  private final DataSections sections;
  private final List<JumpFix> jumps = new ArrayList<>();
  private Frame frame;

  Emission(DataSections sections) {
    this.sections = sections;
  }

  /**
   * Appends a function whose registers are real.
   *
   * @param order its blocks, entry first, none of their jumps too long
   */
  void append(String function, List<MachineBlock> order, Frame layout) {
    frame = layout;
    functions.add(new Placed(function, code.size()));
    jumps.clear();
    Map<MachineBlock, Integer> starts = new HashMap<>();
    int lastLine = -1;
    for (int i = 0; i < order.size(); i++) {
      MachineBlock block = order.get(i);
      MachineBlock next = i + 1 < order.size() ? order.get(i + 1) : null;
      starts.put(block, code.size());
      for (MachineBlock.Step step : block.steps) {
        int before = code.size();
        emit(step.op(), next);
        boolean start = before == functions.getLast().slot();
        boolean news = step.line() != 0 && step.line() != lastLine;
        if (code.size() > before && (start || news)) {
          lines.add(new Line(before, step.line()));
          lastLine = step.line();
        }
      }
    }
    for (JumpFix jump : jumps) {
      patch(jump.slot(), starts.get(jump.target()));
    }
  }

  /** How long the code is so far. */
  int slots() {
    return code.size();
  }

  /** The finished code, calls resolved. */
  List<Insn> code() {
    for (CallFix call : calls) {
      int target =
          functions.stream()
              .filter(placed -> placed.function().equals(call.function()))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no function " + call.function()))
              .slot();
      Insn old = code.get(call.slot());
      code.set(
          call.slot(), new Insn(old.opcode(), old.dst(), old.src(), 0, target - (call.slot() + 1)));
    }
    return code;
  }

  List<Relocation> relocations() {
    return relocations;
  }

  List<KernelCall> kernelCalls() {
    return kernelCalls;
  }

  List<Use> uses() {
    return uses;
  }

  List<Placed> functions() {
    return functions;
  }

  List<Line> lines() {
    return lines;
  }

  private void patch(int slot, int target) {
    int distance = target - (slot + 1);
    if (distance != (short) distance) {
      throw new AssertionError("a jump over " + distance + " slots does not fit 16 bits");
    }
    Insn old = code.get(slot);
    code.set(slot, new Insn(old.opcode(), old.dst(), old.src(), distance, old.imm()));
  }

  private void emit(MachineOp op, MachineBlock next) {
    switch (op) {
      case MachineOp.Move move ->
          add(Opcode.ALU64 | Opcode.MOV | Opcode.X, move.def(), move.from(), 0, 0);
      case MachineOp.Constant constant -> constant(constant);
      case MachineOp.FieldConstant number -> {
        uses.add(new Use(code.size(), number.use()));
        add(Opcode.ALU | Opcode.MOV | Opcode.K, number.def(), 0, 0, number.value());
      }
      case MachineOp.SettingConstant setting -> {
        relocations.add(new Relocation.Setting(code.size(), setting.setting()));
        if (setting.wide()) {
          wide(setting.def(), setting.declared());
        } else {
          add(Opcode.ALU | Opcode.MOV | Opcode.K, setting.def(), 0, 0, (int) setting.declared());
        }
      }
      case MachineOp.FunctionAddress address -> {
        calls.add(new CallFix(code.size(), address.function()));
        add(Opcode.LD_IMM64, address.def(), Opcode.PSEUDO_FUNC, 0, 0);
        add(0, 0, 0, 0, 0);
      }
      case MachineOp.MapAddress map -> {
        relocations.add(new Relocation.MapAddress(code.size(), map.map()));
        add(Opcode.LD_IMM64, map.def(), Opcode.PSEUDO_MAP_FD, 0, 0);
        add(0, 0, 0, 0, 0);
      }
      case MachineOp.GlobalAddress global -> {
        DataSections.Place place = sections.place(global.global());
        int offset = place.offset() + global.offset();
        relocations.add(new Relocation.MapValue(code.size(), place.section(), offset));
        add(Opcode.LD_IMM64, global.def(), Opcode.PSEUDO_MAP_VALUE, 0, 0);
        add(0, 0, 0, 0, offset);
      }
      case MachineOp.SlotAddress address -> {
        add(Opcode.ALU64 | Opcode.MOV | Opcode.X, address.def(), MachineOp.FRAME, 0, 0);
        int bytes = frame.offset(address.slot()) + address.bytes();
        add(Opcode.ALU64 | Opcode.ADD | Opcode.K, address.def(), 0, 0, bytes);
      }
      case MachineOp.Alu alu -> {
        if (alu.def() != alu.left()) {
          throw new AssertionError("three-address arithmetic left for emission");
        }
        boolean register = alu.right() != NONE;
        int source = register ? Opcode.X : Opcode.K;
        alu.use().ifPresent(use -> uses.add(new Use(code.size(), use)));
        add(alu.opcode() | source, alu.def(), register ? alu.right() : 0, alu.offset(), alu.imm());
      }
      case MachineOp.Extend extend -> {
        int width = extend.wide() ? Opcode.ALU64 : Opcode.ALU;
        add(width | Opcode.MOV | Opcode.X, extend.def(), extend.from(), extend.bits(), 0);
      }
      case MachineOp.Load load -> {
        load.use().ifPresent(use -> uses.add(new Use(code.size(), use)));
        add(
            Opcode.LDX | Opcode.MEM | size(load.sizeBytes()),
            load.def(),
            base(load.address()),
            displacement(load.address()),
            0);
      }
      case MachineOp.Store store -> {
        boolean register = store.value() != NONE;
        add(
            (register ? Opcode.STX : Opcode.ST) | Opcode.MEM | size(store.sizeBytes()),
            base(store.address()),
            register ? store.value() : 0,
            displacement(store.address()),
            store.imm());
      }
      case MachineOp.Atomic atomic ->
          add(
              Opcode.STX | Opcode.ATOMIC | size(atomic.sizeBytes()),
              base(atomic.address()),
              atomic.value(),
              displacement(atomic.address()),
              code(atomic.kind()));
      case MachineOp.Call call -> call(call.callee());
      case MachineOp.Branch branch -> branch(branch, next);
      case MachineOp.Jump jump -> jump(jump.target(), next);
      case MachineOp.MayGoto may -> {
        jumps.add(new JumpFix(code.size(), may.exhausted()));
        add(Opcode.JMP | Opcode.JCOND, 0, Opcode.MAY_GOTO, 0, 0);
        jump(may.next(), next);
      }
      case MachineOp.Exit exit -> add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
    }
  }

  private void call(MachineOp.Call.Callee callee) {
    switch (callee) {
      case MachineOp.Call.Numbered(int number) -> add(Opcode.JMP | Opcode.CALL, 0, 0, 0, number);
      case MachineOp.Call.Foreign(String function) -> {
        kernelCalls.add(new KernelCall(code.size(), function));
        add(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 0, 0);
      }
      case MachineOp.Call.Own(String function) -> {
        calls.add(new CallFix(code.size(), function));
        add(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, 0);
      }
    }
  }

  private void constant(MachineOp.Constant constant) {
    long value = constant.value();
    if (!constant.wide()) {
      add(Opcode.ALU | Opcode.MOV | Opcode.K, constant.def(), 0, 0, (int) value);
    } else if (takesTwoSlots(constant)) {
      wide(constant.def(), value);
    } else {
      int width = value == (int) value ? Opcode.ALU64 : Opcode.ALU;
      add(width | Opcode.MOV | Opcode.K, constant.def(), 0, 0, (int) value);
    }
  }

  private void wide(int register, long value) {
    add(Opcode.LD_IMM64, register, 0, 0, (int) value);
    add(0, 0, 0, 0, (int) (value >>> 32));
  }

  /** Whether it is neither 32 bits sign-extended nor 32 bits zero-extended. */
  static boolean takesTwoSlots(MachineOp.Constant constant) {
    long value = constant.value();
    return constant.wide() && value != (int) value && value >>> 32 != 0;
  }

  private void branch(MachineOp.Branch branch, MachineBlock next) {
    MachineBlock yes = branch.yes();
    MachineBlock no = branch.no();
    if (yes == no) {
      jump(yes, next);
      return;
    }
    boolean inverted = yes == next;
    Condition condition = inverted ? branch.condition().negated() : branch.condition();
    boolean register = branch.right() != NONE;
    jumps.add(new JumpFix(code.size(), inverted ? no : yes));
    add(
        (branch.wide() ? Opcode.JMP : Opcode.JMP32)
            | (register ? Opcode.X : Opcode.K)
            | code(condition),
        branch.left(),
        register ? branch.right() : 0,
        0,
        branch.imm());
    if (!inverted) {
      jump(no, next);
    }
  }

  private void jump(MachineBlock target, MachineBlock next) {
    if (target == next) {
      return;
    }
    if (target.exitsOnly()) {
      add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
      return;
    }
    jumps.add(new JumpFix(code.size(), target));
    add(Opcode.JMP | Opcode.JA, 0, 0, 0, 0);
  }

  /** With BPF_FETCH, without which the kernel orders nothing around it (Linux uapi, bpf.h). */
  private static int code(AtomicKind kind) {
    int fetch = 1;
    return switch (kind) {
      case COUNT -> Opcode.ADD;
      case ADD -> Opcode.ADD | fetch;
      case AND -> Opcode.AND | fetch;
      case OR -> Opcode.OR | fetch;
      case XOR -> Opcode.XOR | fetch;
      case EXCHANGE -> 0xe0 | fetch;
      case COMPARE_EXCHANGE -> 0xf0 | fetch;
    };
  }

  private static int code(Condition condition) {
    return switch (condition) {
      case EQ -> Opcode.JEQ;
      case NE -> Opcode.JNE;
      case LT -> Opcode.JSLT;
      case LE -> Opcode.JSLE;
      case GT -> Opcode.JSGT;
      case GE -> Opcode.JSGE;
      case ULT -> Opcode.JLT;
      case ULE -> Opcode.JLE;
      case UGT -> Opcode.JGT;
      case UGE -> Opcode.JGE;
    };
  }

  private int base(MachineOp.Address address) {
    return address.register() == NONE ? MachineOp.FRAME : address.register();
  }

  private int displacement(MachineOp.Address address) {
    return address.register() == NONE
        ? frame.offset(address.slot()) + address.bytes()
        : address.bytes();
  }

  private static int size(int bytes) {
    return switch (bytes) {
      case 1 -> Opcode.B;
      case 2 -> Opcode.H;
      case 4 -> Opcode.W;
      case 8 -> Opcode.DW;
      default -> throw new AssertionError("a memory access of " + bytes + " bytes");
    };
  }

  private void add(int opcode, int dst, int src, int offset, int imm) {
    code.add(new Insn(opcode, dst, src, offset, imm));
  }
}
