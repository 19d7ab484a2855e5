package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.RunResult;
import dev.keelson.compiler.Features;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramType;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.program.Packet;
import dev.keelson.testkit.interpreter.Interpreter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same method on the same packet on the JVM, in the interpreter and, where asked for, in
 * the kernel; compares what it returns, the packet it leaves, and the line at which it ended early.
 */
final class PacketWays implements AutoCloseable {
  /** The header of a protocol that nobody knows. */
  private static final byte[] ETHERNET = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x88, (byte) 0xb5
  };

  private final Class<?> reference;
  private final BpfImage image;
  private final Interpreter interpreter;
  private final FaultWatch interpreterFaults;
  private final Optional<BpfObject> kernel;
  private final FaultWatch kernelFaults;

  private PacketWays(Class<?> programs, Features features, boolean inTheKernel) {
    ClassFiles classes = ClassFiles.of(programs);
    this.reference = classes.load();
    this.image = classes.compile(features);
    this.interpreter = Interpreter.of(image);
    this.interpreterFaults = new FaultWatch(image);
    this.kernel = inTheKernel ? Optional.of(BpfObject.load(image)) : Optional.empty();
    this.kernelFaults = new FaultWatch(image);
  }

  static PacketWays withoutKernel(Class<?> programs, Features features) {
    return new PacketWays(programs, features, false);
  }

  static PacketWays of(Class<?> programs, Features features) {
    return new PacketWays(programs, features, true);
  }

  /** What a run left behind. */
  private record Outcome(int returned, String packet, Fault fault) {
    Outcome(int returned, byte[] packet, Fault fault) {
      this(returned, HexFormat.of().formatHex(packet), fault);
    }
  }

  void check(String method, byte[] packet) {
    Outcome expected = onTheJvm(method, packet);
    compare(expected, inTheInterpreter(method, packet), "interpreter", method, packet);
    kernel
        .filter(_ -> taken(method, packet))
        .ifPresent(object ->
            compare(expected, inTheKernel(object, method, packet), "kernel", method, packet));
  }

  /**
   * Whether BPF_PROG_TEST_RUN takes the packet: TC wants whole IP headers (bpf_prog_test_run_skb,
   * net/bpf/test_run.c, 6.18.y since April 2026).
   */
  private boolean taken(String method, byte[] packet) {
    Packet looked = Packet.over(packet);
    boolean tc = type(method) == ProgramType.SCHED_CLS;
    int shortest =
        switch (looked.be16(12)) {
          case 0x0800 -> 14 + 20;
          case 0x86dd -> 14 + 40;
          default -> 14;
        };
    return !tc || looked.length() >= shortest;
  }

  private void compare(
      Outcome expected, Outcome actual, String side, String method, byte[] packet) {
    assertThat(actual)
        .as(() ->
            "%s(%s), %d bytes, in the %s:\n%s"
                .formatted(
                    method,
                    HexFormat.of().formatHex(packet),
                    packet.length,
                    side,
                    Disassembler.print(image.program(method).code())))
        .isEqualTo(expected);
  }

  private Outcome onTheJvm(String method, byte[] packet) {
    Packet seen = Packet.over(packet.clone());
    try {
      Method found = reference.getDeclaredMethod(method, Packet.class);
      found.setAccessible(true);
      Object returned = found.invoke(null, seen);
      int number = returned instanceof Boolean answer ? answer ? 1 : 0 : (int) returned;
      return new Outcome(number, seen.toArray(), Fault.NONE);
    } catch (InvocationTargetException e) {
      return new Outcome(0, seen.toArray(), Fault.of(e.getCause(), reference));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the method under test cannot be called", e);
    }
  }

  private Outcome inTheInterpreter(String method, byte[] packet) {
    Interpreter.PacketResult result = interpreter.runOnPacket(method, packet);
    Fault fault = interpreterFaults.newFault(method, () -> FaultWatch.counts(image, interpreter));
    return new Outcome((int) result.r0(), result.packet().toArray(), fault);
  }

  private Outcome inTheKernel(BpfObject object, String method, byte[] packet) {
    byte[] given = packet;
    if (ofSockets(method)) {
      given = Arrays.copyOf(ETHERNET, ETHERNET.length + packet.length);
      System.arraycopy(packet, 0, given, ETHERNET.length, packet.length);
    }
    RunResult result = object.program(method).testRun(given, 1);
    Fault fault = kernelFaults.newFault(method, () -> FaultWatch.counts(object));
    byte[] left = result.packet().toArray();
    return new Outcome(
        result.returnValue(),
        Arrays.copyOfRange(left, given.length - packet.length, left.length),
        fault);
  }

  private ProgramType type(String method) {
    return image.program(method).attachPoint().programType();
  }

  /**
   * Whether it sees packets from the header after Ethernet's on: is_l2 in bpf_prog_test_run_skb.
   */
  private boolean ofSockets(String method) {
    return type(method) == ProgramType.CGROUP_SKB || type(method) == ProgramType.SOCKET_FILTER;
  }

  List<String> methods() {
    return image.programs().stream().map(ProgramSpec::name).toList();
  }

  @Override
  public void close() {
    kernel.ifPresent(BpfObject::close);
  }
}
