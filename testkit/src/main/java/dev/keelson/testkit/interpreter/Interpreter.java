package dev.keelson.testkit.interpreter;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs the programs of an image without a kernel, more strictly than the kernel does: a read of
 * memory or of a register that was never written, a misaligned or out-of-bounds access, a ring slot
 * that is not given back and a use of a replaced map value each end the run with an {@link
 * InterpreterException}. Maps keep their content from run to run. Mutable, confined to one thread.
 */
public final class Interpreter {
  private static final long STEP_LIMIT = 20_000_000;

  private final BpfImage image;
  private final Memory memory = new Memory();
  private final Map<String, SimulatedMap> maps = new LinkedHashMap<>();
  private final Map<String, Long> mapAddresses = new HashMap<>();
  private final HelperCalls helpers;

  private Interpreter(BpfImage image, Surroundings surroundings) {
    this.image = image;
    Map<Long, SimulatedMap> byAddress = new LinkedHashMap<>();
    for (MapSpec spec : image.maps()) {
      SimulatedMap map = SimulatedMap.of(spec, memory);
      long address = memory.add("map " + spec.name(), new byte[0]).address();
      maps.put(spec.name(), map);
      mapAddresses.put(spec.name(), address);
      byAddress.put(address, map);
    }
    this.helpers = new HelperCalls(memory, byAddress, surroundings);
  }

  /** What a run gave: r0, and the context as the program left it. */
  public record Result(long r0, Bytes context) {}

  /** An interpreter with empty maps. */
  public static Interpreter of(BpfImage image) {
    return of(image, Surroundings.DEFAULT);
  }

  /** An interpreter with empty maps. */
  public static Interpreter of(BpfImage image, Surroundings surroundings) {
    return new Interpreter(image, surroundings);
  }

  /**
   * Runs a program to its end.
   *
   * @param context what r1 points to; writable for {@code BPF_PROG_TYPE_SYSCALL} only
   * @throws InterpreterException when it does what it must not
   */
  public Result run(String program, byte[] context) {
    ProgramSpec spec = image.program(program);
    byte[] copy = context.clone();
    boolean writable = spec.attachPoint() instanceof AttachPoint.Syscall;
    long address = memory.add("the context", copy, writable, true).address();
    long r0 = new Machine(spec.code(), addresses(spec), memory, helpers).run(address, STEP_LIMIT);
    return new Result(r0, Bytes.copyOf(copy));
  }

  /** What a run on a packet gave: r0, and the packet as the program left it. */
  public record PacketResult(long r0, Bytes packet) {}

  /**
   * Runs a program that sees a packet to its end. Of the context's fields only the packet's bounds
   * and, for TC, its length are set.
   *
   * @throws InterpreterException when it does what it must not
   */
  public PacketResult runOnPacket(String program, byte[] packet) {
    ProgramSpec spec = image.program(program);
    SimulatedPacket seen = SimulatedPacket.of(spec, memory, packet);
    helpers.see(seen);
    long r0 =
        new Machine(spec.code(), addresses(spec), memory, helpers).run(seen.context(), STEP_LIMIT);
    return new PacketResult(r0, Bytes.copyOf(seen.content()));
  }

  /** The map of that name, with what the runs left in it. */
  public SimulatedMap map(String name) {
    SimulatedMap map = maps.get(name);
    if (map == null) {
      throw new IllegalArgumentException(
          "%s has no map %s, only %s".formatted(image.name(), name, maps.keySet()));
    }
    return map;
  }

  /**
   * Memory of the simulated kernel, read-only to programs, for pointers in a context and for probe
   * reads.
   *
   * @return its address
   */
  public long addKernelMemory(String what, byte[] content) {
    return memory.add(what, content.clone(), false, true).address();
  }

  private Map<Integer, Long> addresses(ProgramSpec spec) {
    Map<Integer, Long> addresses = new HashMap<>();
    for (Relocation relocation : spec.relocations()) {
      switch (relocation) {
        case Relocation.Setting _ -> {} // the instruction has its value
        case Relocation.KernelFunction(int _, String name, int _) ->
            throw new IllegalArgumentException(
                "the interpreter has no function " + name + " of the kernel");
        case Relocation.KernelField _ -> {} // the instruction is right for the kernel compiled for
        case Relocation.MapAddress(int slot, String map) ->
            addresses.put(slot, mapAddresses.get(map));
        // The machine adds the offset, which the second half of the instruction carries.
        case Relocation.MapValue(int slot, String map, int _) ->
            addresses.put(slot, map(map).lookup(new byte[Integer.BYTES]));
      }
    }
    return addresses;
  }
}
