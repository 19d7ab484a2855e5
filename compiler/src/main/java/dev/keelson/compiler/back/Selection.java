package dev.keelson.compiler.back;

import static dev.keelson.compiler.back.MachineOp.NONE;

import dev.keelson.compiler.Features;
import dev.keelson.compiler.back.MachineOp.FieldUse;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Loops;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.FieldFact;
import dev.keelson.object.insn.Opcode;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses machine steps for a function and takes it out of SSA. Numbers, map and stack addresses
 * are made where they are used: that is one instruction each, and keeps registers free. Arguments
 * of edges become moves, in a block of their own when the edge leaves a branch.
 */
final class Selection {
  private final Function function;
  private final Features features;
  private final boolean called;
  private final MachineFunction machine;
  private final Map<Block, MachineBlock> blocks = new HashMap<>();
  private final Operands operands;
  private final EdgeMoves edgeMoves;
  private final BitSet zeroUpper;
  private MachineBlock current;
  private int line;

  private Selection(Function function, Features features, boolean called) {
    this.function = function;
    this.features = features;
    this.called = called;
    this.machine = new MachineFunction(function.name());
    this.operands = new Operands(function, machine, this::emit);
    this.edgeMoves = new EdgeMoves(machine, operands, this::emit);
    this.zeroUpper = UpperHalves.zero(function);
  }

  /** The function over virtual registers; {@code called} by another one, as a program is not. */
  static MachineFunction select(Function function, Features features, boolean called) {
    return new Selection(function, features, called).run();
  }

  private MachineFunction run() {
    Map<Block, Integer> depths = Loops.depths(function);
    for (Block block : function.blocks()) {
      blocks.put(block, machine.newBlock(depths.getOrDefault(block, 0)));
    }
    edgeMoves.noteArrivals(function);
    current = blocks.get(function.entry());
    receiveParameters();
    for (Block block : function.blocks()) {
      current = blocks.get(block);
      machine.blocks.add(current);
      operands.startBlock();
      for (Instruction instruction : block.instructions()) {
        line = instruction.line();
        select(instruction.result(), instruction.op());
      }
      line = block.terminator().line();
      terminate(block.terminator());
    }
    return machine;
  }

  /** Before anything else: a call would clobber the argument registers. */
  private void receiveParameters() {
    Set<Value> used = new HashSet<>();
    for (Block block : function.blocks()) {
      block.instructions().forEach(i -> used.addAll(i.op().operands()));
      used.addAll(block.terminator().operands());
    }
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.Parameter parameter
            && used.contains(instruction.result())) {
          line = instruction.line();
          emit(new MachineOp.Move(operands.register(instruction.result()), parameter.index() + 1));
        }
      }
    }
  }

  private void select(Value result, Op op) {
    switch (op) {
      case Op.Const c -> {}
      case Op.Parameter p -> {}
      case Op.SettingValue s -> {}
      case Op.MapAddress a -> {}
      case Op.FunctionAddress a -> {}
      case Op.GlobalAddress g -> {}
      case Op.StackSlot s -> {}
      case Op.Binary binary -> binary(result, binary);
      case Op.Unary unary -> unary(result, unary);
      case Op.Compare compare -> compare(result, compare);
      case Op.Offset offset -> {
        MachineOp.Address address = operands.address(offset.base(), offset.bytes());
        if (address.register() != NONE) {
          int base = address.register();
          emit(
              new MachineOp.Alu(
                  Opcode.ALU64 | Opcode.ADD,
                  operands.register(result),
                  base,
                  NONE,
                  address.bytes(),
                  0));
        }
      }
      case Op.Index index -> index(result, index);
      case Op.Distance distance -> distance(result, distance);
      case Op.Load load -> load(result, load);
      case Op.FieldLoad load -> fieldLoad(result, load);
      case Op.FieldAddress address ->
          emit(
              new MachineOp.Alu(
                  Opcode.ALU64 | Opcode.ADD,
                  operands.register(result),
                  operands.use(address.base()),
                  NONE,
                  address.bytes(),
                  0,
                  Optional.of(new FieldUse(FieldFact.BYTE_OFFSET, address.field()))));
      case Op.FieldNumber n -> {}
      case Op.Store store -> store(store);
      case Op.Atomic atomic -> atomic(result, atomic);
      case Op.CallHelper call ->
          call(
              result, MachineOp.Call.helper(call.helper().number(), call.arguments().size()), call);
      case Op.CallKernel call ->
          call(result, MachineOp.Call.kernel(call.function(), call.arguments().size()), call);
      case Op.CallFunction call ->
          call(result, MachineOp.Call.function(call.function(), call.arguments().size()), call);
    }
  }

  /**
   * The index is multiplied in a copy of its register, which keeps the bounds it was shown to have.
   */
  private void index(Value result, Op.Index index) {
    int scaled = operands.use(index.index());
    if (index.scale() > 1) {
      boolean power = Integer.bitCount(index.scale()) == 1;
      int code = Opcode.ALU64 | (power ? Opcode.LSH : Opcode.MUL);
      int factor = power ? Integer.numberOfTrailingZeros(index.scale()) : index.scale();
      int product = machine.newRegister();
      emit(new MachineOp.Alu(code, product, scaled, NONE, factor, 0));
      scaled = product;
    }
    int base = operands.use(index.base());
    int to = operands.register(result);
    if (called && operands.mayBeStack(index.base())) {
      emit(new MachineOp.Move(to, base));
      emit(new MachineOp.Alu(Opcode.ALU64 | Opcode.ADD, to, to, scaled, 0, 0));
    } else {
      emit(new MachineOp.Alu(Opcode.ALU64 | Opcode.ADD, to, scaled, base, 0, 0));
    }
  }

  private void binary(Value result, Op.Binary binary) {
    boolean wide = result.type() == Type.I64;
    int code =
        switch (binary.kind()) {
          case ADD -> Opcode.ADD;
          case SUB -> Opcode.SUB;
          case MUL -> Opcode.MUL;
          case DIV, UDIV -> Opcode.DIV;
          case REM, UREM -> Opcode.MOD;
          case AND -> Opcode.AND;
          case OR -> Opcode.OR;
          case XOR -> Opcode.XOR;
          case SHL -> Opcode.LSH;
          case SHR -> Opcode.ARSH;
          case USHR -> Opcode.RSH;
        };
    boolean signed = binary.kind() == Op.BinaryKind.DIV || binary.kind() == Op.BinaryKind.REM;
    if (signed && !features.signedDivision()) {
      throw new AssertionError("signed division left for instruction selection");
    }
    int width = wide ? Opcode.ALU64 : Opcode.ALU;
    int left = operands.use(binary.left());
    if (operands.immediate(binary.right())) {
      int imm = (int) operands.constant(binary.right());
      if (binary.kind().shift()) {
        imm &= wide ? 63 : 31;
      }
      emit(
          new MachineOp.Alu(
              width | code, operands.register(result), left, NONE, imm, signed ? 1 : 0));
    } else if (operands.definition(binary.right()) instanceof Op.FieldNumber number) {
      FieldUse use = new FieldUse(number.fact(), number.field());
      emit(
          new MachineOp.Alu(
              width | code,
              operands.register(result),
              left,
              NONE,
              number.value(),
              0,
              Optional.of(use)));
    } else {
      int right = operands.use(binary.right());
      emit(
          new MachineOp.Alu(
              width | code, operands.register(result), left, right, 0, signed ? 1 : 0));
    }
  }

  private void unary(Value result, Op.Unary unary) {
    boolean wide = result.type() == Type.I64;
    int width = wide ? Opcode.ALU64 : Opcode.ALU;
    int from = unary.kind() == Op.UnaryKind.HIDE ? NONE : operands.use(unary.operand());
    int to = operands.register(result);
    switch (unary.kind()) {
      case NEG -> emit(new MachineOp.Alu(width | Opcode.NEG, to, from, NONE, 0, 0));
      // The target is little-endian: to big-endian is the swap (every ISA version has it).
      case BSWAP ->
          emit(
              new MachineOp.Alu(
                  Opcode.ALU | Opcode.END | Opcode.X, to, from, NONE, wide ? 64 : 32, 0));
      case BSWAP16 ->
          emit(new MachineOp.Alu(Opcode.ALU | Opcode.END | Opcode.X, to, from, NONE, 16, 0));
      case SEXT8 -> signExtend(false, 8, to, from);
      case SEXT16 -> signExtend(false, 16, to, from);
      case ZEXT16 -> emit(new MachineOp.Alu(Opcode.ALU | Opcode.AND, to, from, NONE, 0xffff, 0));
      case SEXT32 -> signExtend(true, 32, to, from);
      case ZEXT32 -> {
        if (zeroUpper.get(unary.operand().id())) {
          emit(new MachineOp.Move(to, from));
        } else {
          emit(new MachineOp.Extend(false, 0, to, from));
        }
      }
      case TRUNC -> emit(new MachineOp.Move(to, from));
      case HIDE -> hide(unary.operand(), width, to);
    }
  }

  /** The frame pointer less itself is 0, and a number like any other to the verifier. */
  private void hide(Value operand, int width, int to) {
    int copy = machine.newRegister();
    emit(new MachineOp.Move(copy, MachineOp.FRAME));
    int zero = machine.newRegister();
    emit(new MachineOp.Alu(Opcode.ALU64 | Opcode.SUB, zero, copy, MachineOp.FRAME, 0, 0));
    boolean immediate = operands.immediate(operand);
    emit(
        new MachineOp.Alu(
            width | Opcode.ADD,
            to,
            zero,
            immediate ? NONE : operands.use(operand),
            immediate ? (int) operands.constant(operand) : 0,
            0));
  }

  private void distance(Value result, Op.Distance distance) {
    int end = operands.use(distance.end());
    int start = operands.use(distance.start());
    emit(new MachineOp.Alu(Opcode.ALU64 | Opcode.SUB, operands.register(result), end, start, 0, 0));
  }

  private void signExtend(boolean wide, int bits, int to, int from) {
    if (features.signExtension()) {
      emit(new MachineOp.Extend(wide, bits, to, from));
      return;
    }
    int width = wide ? Opcode.ALU64 : Opcode.ALU;
    int shift = (wide ? 64 : 32) - bits;
    int shifted = machine.newRegister();
    emit(new MachineOp.Alu(width | Opcode.LSH, shifted, from, NONE, shift, 0));
    emit(new MachineOp.Alu(width | Opcode.ARSH, to, shifted, NONE, shift, 0));
  }

  /** 1 before a branch that skips making it 0: the machine has no other way. */
  private void compare(Value result, Op.Compare compare) {
    MachineBlock otherwise = machine.newBlock(current.loopDepth);
    MachineBlock after = machine.newBlock(current.loopDepth);
    MachineOp.Branch branch =
        branch(compare.condition(), compare.left(), compare.right(), after, otherwise);
    emit(new MachineOp.Constant(operands.register(result), 1, false));
    emit(branch);
    machine.blocks.add(otherwise);
    current = otherwise;
    emit(new MachineOp.Constant(operands.register(result), 0, false));
    emit(new MachineOp.Jump(after));
    machine.blocks.add(after);
    current = after;
  }

  private MachineOp.Branch branch(
      Condition condition, Value left, Value right, MachineBlock yes, MachineBlock no) {
    boolean wide = left.type() != Type.I32;
    if (operands.immediate(left) && !operands.immediate(right)) {
      return branch(condition.swapped(), right, left, yes, no);
    }
    int first = operands.use(left);
    if (operands.immediate(right)) {
      return new MachineOp.Branch(
          condition, wide, first, NONE, (int) operands.constant(right), yes, no);
    }
    return new MachineOp.Branch(condition, wide, first, operands.use(right), 0, yes, no);
  }

  private void load(Value result, Op.Load load) {
    MachineOp.Address address = operands.address(load.address(), load.offset());
    boolean signed = load.signed() && load.sizeBytes() < 4;
    if (!signed) {
      emit(new MachineOp.Load(operands.register(result), address, load.sizeBytes(), false));
      return;
    }
    // Sign-extending loads are refused on contexts and on kernel objects of some kernels.
    int raw = machine.newRegister();
    emit(new MachineOp.Load(raw, address, load.sizeBytes(), false));
    signExtend(false, load.sizeBytes() * 8, operands.register(result), raw);
  }

  /** Nothing is folded into its address: a loader changes the offset by the field's name. */
  private void fieldLoad(Value result, Op.FieldLoad load) {
    MachineOp.Address address =
        new MachineOp.Address(operands.use(load.address()), 0, load.offset());
    Optional<FieldUse> use = Optional.of(new FieldUse(FieldFact.BYTE_OFFSET, load.field()));
    boolean extended = load.signed() && load.sizeBytes() < 4;
    int to = extended ? machine.newRegister() : operands.register(result);
    emit(new MachineOp.Load(to, address, load.sizeBytes(), false, use));
    if (extended) {
      signExtend(false, load.sizeBytes() * 8, operands.register(result), to);
    }
  }

  private void store(Op.Store store) {
    MachineOp.Address address = operands.address(store.address(), store.offset());
    // BPF_ST into a context is refused before Linux 6.3.
    boolean immediateAllowed = features.signExtension() || address.register() == NONE;
    if (operands.immediate(store.value()) && immediateAllowed) {
      int imm = (int) operands.constant(store.value());
      emit(new MachineOp.Store(address, store.sizeBytes(), NONE, imm));
    } else {
      emit(new MachineOp.Store(address, store.sizeBytes(), operands.use(store.value()), 0));
    }
  }

  /** What was there comes back in r0: the comparing form knows no other register. */
  private void atomic(Value result, Op.Atomic atomic) {
    MachineOp.Address address = operands.address(atomic.address(), atomic.offset());
    if (atomic.kind() == Op.AtomicKind.COUNT) {
      int added = operands.use(atomic.values().getFirst());
      emit(new MachineOp.Atomic(atomic.kind(), address, atomic.sizeBytes(), added));
      return;
    }
    boolean compares = atomic.kind() == Op.AtomicKind.COMPARE_EXCHANGE;
    int value = compares ? operands.use(atomic.values().getLast()) : 0;
    operands.place(0, atomic.values().getFirst());
    emit(new MachineOp.Atomic(atomic.kind(), address, atomic.sizeBytes(), value));
    emit(new MachineOp.Move(operands.register(result), 0));
  }

  private void call(Value result, MachineOp.Call call, Op op) {
    List<Value> arguments = op.operands();
    if (arguments.size() > 5) {
      throw new AssertionError(call + " has more than 5 arguments");
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!operands.repeatable(arguments.get(i))) {
        operands.place(i + 1, arguments.get(i));
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (operands.repeatable(arguments.get(i))) {
        operands.place(i + 1, arguments.get(i));
      }
    }
    emit(call);
    if (result.type() != Type.VOID) {
      emit(new MachineOp.Move(operands.register(result), 0));
    }
  }

  private void terminate(Terminator terminator) {
    switch (terminator) {
      case Terminator.Jump jump -> {
        edgeMoves.moves(jump.edge());
        emit(new MachineOp.Jump(blocks.get(jump.edge().target())));
      }
      case Terminator.Branch branch -> {
        MachineBlock from = current;
        MachineBlock no = edgeBlock(branch.no());
        MachineBlock yes = edgeBlock(branch.yes());
        current = from;
        emit(branch(branch.condition(), branch.left(), branch.right(), yes, no));
      }
      case Terminator.Return end -> {
        end.values().forEach(value -> operands.place(0, value));
        emit(new MachineOp.Exit(!end.values().isEmpty()));
      }
      case Terminator.MayGoto may -> {
        MachineBlock from = current;
        MachineBlock exhausted = edgeBlock(may.exhausted());
        current = from;
        MachineBlock next = edgeBlock(may.next());
        current = from;
        emit(new MachineOp.MayGoto(next, exhausted));
      }
      case Terminator.Fault fault ->
          throw new AssertionError("fault left for instruction selection");
    }
  }

  private MachineBlock edgeBlock(Edge edge) {
    MachineBlock target = blocks.get(edge.target());
    if (edge.arguments().isEmpty()) {
      return target;
    }
    MachineBlock split = machine.newBlock(Math.min(current.loopDepth, target.loopDepth));
    machine.blocks.add(split);
    current = split;
    edgeMoves.moves(edge);
    emit(new MachineOp.Jump(target));
    return split;
  }

  private void emit(MachineOp op) {
    current.add(op, line);
  }
}
