package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one comparison with a packet's end of several that follow each other with nothing between
 * them but computing: the farthest. Where it fails the others are made after all, so that the fault
 * is the one that Java has.
 *
 * <pre>
 *   if (data + 14 > end) fault 7;                  if (data + 24 > end) goto late;
 *   t = load [data + 12];                          t = load [data + 12];  load [data + 23]
 *   if (data + 24 > end) fault 8;          -->     ...
 *   load [data + 23]                               late: if (data + 14 > end) fault 7; fault 8
 * </pre>
 *
 * <p>Once, at the end: what it makes for the failing way is such a run again.
 */
public final class PacketRuns {
  private final Function function;
  private final Definitions definitions;
  private final Map<Block, Integer> entries = new HashMap<>();

  private PacketRuns(Function function) {
    this.function = function;
    this.definitions = Definitions.of(function);
    for (Block block : function.blocks()) {
      block.terminator().edges().forEach(edge -> entries.merge(edge.target(), 1, Integer::sum));
    }
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return new PacketRuns(function).run();
  }

  /** {@code if (base + bytes > end) fault}, at the end of a block. */
  private record Check(Block block, Value base, int bytes, Value end, Branch branch) {
    boolean followedBy(Check next) {
      return next.base == base && next.end == end && next.bytes > bytes;
    }
  }

  private boolean run() {
    boolean changed = false;
    for (Block block : List.copyOf(function.blocks())) {
      List<Check> run = runFrom(block);
      if (run.size() > 1) {
        join(run);
        changed = true;
      }
    }
    return changed;
  }

  /** The checks that follow each other from the end of the block on. */
  private List<Check> runFrom(Block start) {
    List<Check> run = new ArrayList<>();
    Check check = check(start);
    while (check != null && (run.isEmpty() || run.getLast().followedBy(check))) {
      run.add(check);
      Block next = check.branch().no().target();
      boolean computesOnly =
          entries.get(next) == 1 && next.instructions().stream().allMatch(i -> i.op().pure());
      check = computesOnly ? check(next) : null;
    }
    return run;
  }

  private Check check(Block block) {
    if (!(block.terminator() instanceof Branch branch)
        || branch.condition() != Condition.UGT
        || branch.left().type() != Type.POINTER
        || !(definitions.get(branch.left()) instanceof Op.Offset(Value base, int bytes))
        || !(branch.yes().target().terminator() instanceof Terminator.Fault)
        || !branch.yes().target().instructions().isEmpty()
        || !branch.yes().arguments().isEmpty()) {
      return null;
    }
    return new Check(block, base, bytes, branch.right(), branch);
  }

  private void join(List<Check> run) {
    Block late = function.newBlock();
    Branch first = run.getFirst().branch();
    Check farthest = run.getLast();
    Value place = offset(run.getFirst().block(), farthest, first.line());
    run.getFirst()
        .block()
        .terminate(
            new Branch(
                Condition.UGT,
                place,
                farthest.end(),
                new Edge(late, List.of()),
                first.no(),
                first.line()));
    for (Check check : run.subList(1, run.size())) {
      check.block().terminate(new Terminator.Jump(check.branch().no(), check.branch().line()));
    }
    for (Check check : run.subList(0, run.size() - 1)) {
      Block next = function.newBlock();
      int line = check.branch().line();
      late.terminate(
          new Branch(
              Condition.UGT,
              offset(late, check, line),
              check.end(),
              check.branch().yes(),
              new Edge(next, List.of()),
              line));
      late = next;
    }
    late.terminate(new Terminator.Jump(farthest.branch().yes(), farthest.branch().line()));
  }

  private Value offset(Block block, Check check, int line) {
    Value place = function.newValue(Type.POINTER);
    block
        .instructions()
        .add(new Instruction(place, new Op.Offset(check.base(), check.bytes()), line));
    return place;
  }
}
