package dev.keelson.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.Assembly;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.VerifierException;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.NullableArguments;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.insn.Opcode;
import dev.keelson.testkit.KernelTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The verifier is asked about every tracepoint that this kernel has. */
class NullableArgumentsKernelTest {
  private static final String PREFIX = "btf_trace_";

  /** Reads one byte behind an argument that nothing was asked about. */
  private static String verdict(String tracepoint, int argument) {
    try (BpfObject _ =
        BpfObject.load(
            Assembly.image(
                List.of(),
                new Assembly()
                    .load(Opcode.DW, 1, 1, argument * Long.BYTES)
                    .load(Opcode.B, 0, 1, 0)
                    .set(0, 0)
                    .exit()
                    .program("unchecked", new AttachPoint.BtfTracepoint(tracepoint))))) {
      return "followed";
    } catch (VerifierException refused) {
      // The first field may be one that takes no byte; by then the argument itself has passed.
      return Stream.of("trusted_ptr_or_null_", "invalid mem access 'scalar'", "R1=trusted_ptr_")
          .filter(refused.getMessage()::contains)
          .findFirst()
          .map(found ->
              found.contains("null") ? "null" : found.contains("scalar") ? "error" : "followed")
          .orElse(refused.getMessage());
    }
  }

  private static boolean isStructPointer(Btf kernel, BtfType.Parameter parameter) {
    return parameter.type() != 0
        && kernel.type(kernel.skipModifiers(parameter.type()))
            instanceof BtfType.Pointer(int target)
        && target != 0
        && kernel.skipModifiers(target) != 0
        && kernel.type(kernel.skipModifiers(target)) instanceof BtfType.Composite;
  }

  @KernelTest
  void whatMayBeNullIsWhatTheVerifierSaysOfEveryTracepoint() {
    Btf kernel = KernelBtf.load();
    Set<String> unexpected = new TreeSet<>();
    List<String> asked = new ArrayList<>();
    for (int id = 1; id < kernel.typeCount(); id++) {
      if (!(kernel.type(id) instanceof BtfType.Typedef typedef)
          || !typedef.name().startsWith(PREFIX)
          || !(kernel.type(kernel.skipModifiers(id)) instanceof BtfType.Pointer pointer)
          || !(kernel.type(pointer.target()) instanceof BtfType.Prototype prototype)) {
        continue;
      }
      String name = typedef.name().substring(PREFIX.length());
      List<BtfType.Parameter> parameters = prototype.parameters();
      for (int i = 1; i < parameters.size(); i++) {
        int argument = i - 1;
        if (!isStructPointer(kernel, parameters.get(i))) {
          continue;
        }
        String expected =
            NullableArguments.mayBeError(name, argument)
                ? "error"
                : NullableArguments.mayBeNull(name, argument, parameters.get(i).name())
                    ? "null"
                    : "followed";
        String verdict = verdict(name, argument);
        asked.add(name);
        if (!verdict.equals(expected)) {
          unexpected.add(
              "%s, argument %d: %s, not %s".formatted(name, argument, verdict, expected));
        }
      }
    }
    assertThat(asked).hasSizeGreaterThan(200).contains("sched_switch", "tcp_send_reset");
    assertThat(unexpected).isEmpty();
  }
}
