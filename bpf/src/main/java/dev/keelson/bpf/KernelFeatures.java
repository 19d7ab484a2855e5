package dev.keelson.bpf;

import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.sys.Commands;
import dev.keelson.bpf.sys.LoadTarget;
import dev.keelson.bpf.sys.ProgramBlueprint;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the running kernel's instruction set has, found by loading programs of a few instructions
 * and by its types: distributions carry features to older versions, so a version number does not
 * tell.
 *
 * @param signedDivision signed division and remainder (Linux 6.6)
 * @param signExtension sign-extending moves (Linux 6.6)
 * @param loopHelper the helper {@code bpf_loop} (Linux 5.17)
 * @param mayGoto the instruction {@code may_goto} (Linux 6.9)
 */
public record KernelFeatures(
    boolean signedDivision, boolean signExtension, boolean loopHelper, boolean mayGoto) {
  private static final Insn ONE = new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, 1);
  private static final Insn EXIT = new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);

  /**
   * Asks the kernel: a few microseconds for each feature.
   *
   * @throws SyscallException when it does not let this process load programs at all
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when it shows no types
   */
  public static KernelFeatures probe() {
    return new KernelFeatures(
        loads(ONE, new Insn(Opcode.ALU64 | Opcode.DIV | Opcode.K, 0, 0, 1, 1), EXIT),
        loads(ONE, new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.X, 0, 0, 32, 0), EXIT),
        hasHelper("BPF_FUNC_loop"),
        // Over one instruction: until Linux 6.14 the verifier refuses one that goes nowhere.
        loads(ONE, new Insn(Opcode.JMP | Opcode.JCOND, 0, Opcode.MAY_GOTO, 1, 0), ONE, EXIT));
  }

  /** A call of it needs BTF of the function it calls; the kernel's own BTF tells as well. */
  private static boolean hasHelper(String name) {
    Btf kernel = KernelBtf.load();
    OptionalInt helpers = kernel.find(BtfType.Enum.class, "bpf_func_id");
    return helpers.isPresent()
        && kernel.type(helpers.getAsInt()) instanceof BtfType.Enum numbers
        && numbers.values().stream().anyMatch(number -> number.name().equals(name));
  }

  private static boolean loads(Insn... code) {
    ProgramSpec spec =
        new ProgramSpec(
            "keelson_probe",
            new AttachPoint.SocketFilter(),
            List.of(code),
            List.of(),
            List.of(),
            List.of());
    ProgramBlueprint program =
        new ProgramBlueprint(
            spec, spec.code(), "GPL", OptionalInt.empty(), LoadTarget.of(spec.attachPoint()));
    try (FileDescriptor _ = Commands.programLoad(program, MemorySegment.NULL)) {
      return true;
    } catch (SyscallException refused) {
      if (refused.errno() == Errno.EINVAL) {
        return false;
      }
      throw refused;
    }
  }
}
