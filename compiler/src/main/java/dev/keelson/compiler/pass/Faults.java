package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.FaultSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Turns faults into code: count the site in {@link FaultSite#COUNTERS}, then return the default.
 * Faults of one site share what names it, all of a function share the rest.
 *
 * <pre>
 *   fault NULL_POINTER  -->  jump site
 *   site:              counter = COUNTERS + 8 * its number; jump handler(counter)
 *   handler(counter):  (*counter)++, in one step; return 0
 * </pre>
 *
 * A look-up in a per-CPU map would take twice the instructions; CPUs that fault at one place at a
 * time wait for each other here.
 */
public final class Faults {
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
    Map<FaultSite, Block> ways = new HashMap<>();
    Block handler = null;
    Block end = null;
    for (Block block : List.copyOf(function.blocks())) {
      if (!(block.terminator() instanceof Terminator.Fault fault)) {
        continue;
      }
      if (end == null) {
        end = end(function, result);
      }
      Block next = end;
      if (fault.kind() != Terminator.FaultKind.IN_CALLEE) {
        if (handler == null) {
          handler = handler(function, end);
        }
        FaultSite site =
            new FaultSite(place.program(), place.file(), fault.line(), fault.kind().name());
        if (!sites.contains(site)) {
          sites.add(site);
        }
        next = ways.get(site);
        if (next == null) {
          next = way(function, sites.indexOf(site), fault.line(), handler);
          ways.put(site, next);
        }
      }
      block.terminate(new Terminator.Jump(new Edge(next, List.of()), fault.line()));
    }
    // Where control falls through to: the handler after the ways to it, the end after the handler.
    for (Block last : handler == null ? Stream.ofNullable(end).toList() : List.of(handler, end)) {
      function.blocks().remove(last);
      function.blocks().add(last);
    }
  }

  private static Block way(Function function, int site, int line, Block handler) {
    Block way = function.newBlock();
    Op counter = new Op.GlobalAddress(FaultSite.COUNTERS, site * Long.BYTES);
    Value address = add(function, way, Type.POINTER, counter, line);
    way.terminate(new Terminator.Jump(new Edge(handler, List.of(address)), line));
    return way;
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
    Value counter = program.newValue(Type.POINTER);
    handler.parameters().add(counter);
    Value one = add(program, handler, Type.I64, new Op.Const(1), 0);
    Op count = new Op.Atomic(Op.AtomicKind.COUNT, counter, 0, Long.BYTES, List.of(one));
    add(program, handler, Type.VOID, count, 0);
    handler.terminate(new Terminator.Jump(new Edge(end, List.of()), 0));
    return handler;
  }

  private static Value add(Function function, Block block, Type type, Op op, int line) {
    Value result = function.newValue(type);
    block.instructions().add(new Instruction(result, op, line));
    return result;
  }
}
