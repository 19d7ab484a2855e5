package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.FaultSite;
import java.util.List;

/**
 * Turns faults into code: count the site in the map {@link #MAP}, then return the default. All
 * faults of a program share that code; each brings its site's number.
 *
 * <pre>
 *   fault NULL_POINTER  -->  jump handler(site)
 *   handler(site):  slot = site; if ((count = lookup(MAP, slot)) != null) (*count)++; return 0
 * </pre>
 */
public final class Faults {
  /** The per-CPU array that counts faults by site: key {@code int}, value {@code long}. */
  public static final String MAP = "keelson.faults";

  private Faults() {}

  /**
   * Where a fault is told to be.
   *
   * @param program that ran, whichever of its functions the fault is in
   * @param file the source file
   */
  public record Place(String program, String file) {}

  /**
   * Lowers the faults of a program, or of a function that it calls.
   *
   * @param result what it returns after a fault
   * @param place what the sites say of where they are
   * @param sites all sites of the image so far; those of this function are added
   */
  public static void run(Function function, long result, Place place, List<FaultSite> sites) {
    Block handler = null;
    Block end = null;
    for (Block block : List.copyOf(function.blocks())) {
      if (!(block.terminator() instanceof Terminator.Fault fault)) {
        continue;
      }
      if (end == null) {
        end = end(function, result);
      }
      if (fault.kind() == Terminator.FaultKind.IN_CALLEE) {
        block.terminate(new Terminator.Jump(new Edge(end, List.of()), fault.line()));
        continue;
      }
      if (handler == null) {
        handler = handler(function, end);
      }
      FaultSite site =
          new FaultSite(place.program(), place.file(), fault.line(), fault.kind().name());
      if (!sites.contains(site)) {
        sites.add(site);
      }
      Value number =
          add(function, block, Type.I32, new Op.Const(sites.indexOf(site)), fault.line());
      block.terminate(new Terminator.Jump(new Edge(handler, List.of(number)), fault.line()));
    }
    // Where control falls through to: the end after the handler.
    if (end != null) {
      function.blocks().remove(end);
      function.blocks().add(end);
    }
  }

  private static Block end(Function function, long result) {
    Block end = function.newBlock();
    List<Value> values =
        function.returnType() == Type.VOID
            ? List.of()
            : List.of(add(function, end, function.returnType(), new Op.Const(result), 0));
    end.terminate(new Terminator.Return(values, 0));
    return end;
  }

  private static Block handler(Function program, Block end) {
    Block handler = program.newBlock();
    Block count = program.newBlock();
    Value site = program.newValue(Type.I32);
    handler.parameters().add(site);
    Value slot = add(program, handler, Type.POINTER, new Op.StackSlot(4, "fault site"), 0);
    add(program, handler, Type.VOID, new Op.Store(slot, 0, 4, site), 0);
    Value map = add(program, handler, Type.POINTER, new Op.MapAddress(MAP), 0);
    Value counter =
        add(
            program,
            handler,
            Type.POINTER,
            new Op.CallHelper(Helper.MAP_LOOKUP_ELEM, List.of(map, slot)),
            0);
    Value none = add(program, handler, Type.POINTER, new Op.Const(0), 0);
    handler.terminate(
        new Terminator.Branch(
            Condition.EQ, counter, none, new Edge(end, List.of()), new Edge(count, List.of()), 0));
    Value old = add(program, count, Type.I64, new Op.Load(counter, 0, 8, false, false), 0);
    Value one = add(program, count, Type.I64, new Op.Const(1), 0);
    Value sum = add(program, count, Type.I64, new Op.Binary(Op.BinaryKind.ADD, old, one), 0);
    add(program, count, Type.VOID, new Op.Store(counter, 0, 8, sum), 0);
    count.terminate(new Terminator.Jump(new Edge(end, List.of()), 0));
    return handler;
  }

  private static Value add(Function function, Block block, Type type, Op op, int line) {
    Value result = function.newValue(type);
    block.instructions().add(new Instruction(result, op, line));
    return result;
  }
}
