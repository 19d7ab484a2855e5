package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FieldFact;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.relocation.KernelRelocation;
import dev.keelson.object.relocation.RelocationException;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Libbpf;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Programs compiled for one kernel's structs and made right for another's, by us and by libbpf. */
class KernelRelocationTest {
  private static final List<Features> INSTRUCTION_SETS = List.of(Features.V3, Features.V4);

  private static BpfImage compile(Class<?> program, Features features) {
    return BpfCompiler.compile(
        new CompileRequest(
            program.getName(), Compiling.TEST_CLASSES, TestKernel.btf(), features, Map.of()));
  }

  private static BpfImage fields() {
    return compile(PortablePrograms.Fields.class, Features.V3);
  }

  private static BpfImage relocated(BpfImage image, byte[] kernel) {
    return KernelRelocation.relocate(image, Btf.read(kernel, "another kernel"));
  }

  private static String text(BpfImage image, String program) {
    return Disassembler.print(image.program(program).code());
  }

  /** Size and offset of each load. */
  private static List<String> loads(BpfImage image, String program) {
    return Pattern.compile("= \\*\\((u\\d+) \\*\\)\\(r\\d \\+(\\d+)\\)")
        .matcher(text(image, program))
        .results()
        .map(load -> load.group(1) + " " + load.group(2))
        .toList();
  }

  @KernelTest
  void libbpfGivesTheSameInstructionsForARearrangedKernel() {
    for (Features features : INSTRUCTION_SETS) {
      BpfImage image = compile(PortablePrograms.Fields.class, features);
      assertSameAsLibbpf(image, OtherKernels.rearranged());
    }
  }

  @KernelTest
  void libbpfGivesTheSameInstructionsForAKernelThatLacksFields() {
    for (Features features : INSTRUCTION_SETS) {
      BpfImage image = compile(PortablePrograms.Fields.class, features);
      assertSameAsLibbpf(image, OtherKernels.reduced());
    }
  }

  private static void assertSameAsLibbpf(BpfImage image, byte[] kernel) {
    Map<String, List<Insn>> theirs = Libbpf.relocate(ObjectFile.write(image), kernel);
    BpfImage ours = relocated(image, kernel);
    assertThat(theirs).hasSameSizeAs(ours.programs());
    for (ProgramSpec program : ours.programs()) {
      assertThat(Libbpf.comparable(theirs.get(program.name())))
          .as(program.name())
          .isEqualTo(Libbpf.comparable(program.code()));
      assertThat(program.code()).isNotEqualTo(image.program(program.name()).code());
    }
  }

  @Test
  void theKernelThatWasCompiledForChangesNothing() {
    BpfImage image = fields();
    assertThat(KernelRelocation.relocate(image, TestKernel.btf()).programs())
        .isEqualTo(image.programs());
  }

  @Test
  void aFieldIsFoundInAnonymousStructsAndBehindTypedefs() {
    BpfImage image = relocated(fields(), OtherKernels.rearranged());
    assertThat(loads(image, "direct")).contains("u32 28", "u32 32");
  }

  @Test
  void anUnsignedFieldThatBecameWiderIsReadWhole() {
    assertThat(loads(fields(), "wide")).contains("u32 0");
    assertThat(loads(relocated(fields(), OtherKernels.rearranged()), "wide")).contains("u64 80");
  }

  @Test
  void aFieldOfAnEmbeddedStructIsOneLoad() {
    assertThat(loads(fields(), "wide")).contains("u64 40");
    // 24 for the union, 16 in sched_entity
    assertThat(loads(relocated(fields(), OtherKernels.rearranged()), "wide")).contains("u64 40");
    assertThat(text(fields(), "wide")).doesNotContain("+= 40");
  }

  @Test
  void aMissingFieldTurnsTheCheckThatItExists() {
    BpfImage image = relocated(fields(), OtherKernels.reduced());
    ProgramSpec program = image.program("defaults");
    List<Integer> checks =
        program.relocations().stream()
            .filter(relocation ->
                relocation instanceof Relocation.KernelField field
                    && field.fact() == FieldFact.EXISTS)
            .map(relocation -> program.code().get(relocation.slot()).imm())
            .toList();
    assertThat(checks).containsExactly(1, 0); // nice is there, mm is not
  }

  @Test
  void aReadOfAMissingFieldIsAnInstructionThatTheVerifierRefuses() {
    assertThat(text(relocated(fields(), OtherKernels.reduced()), "followed"))
        .contains("call helper#" + KernelRelocation.UNREACHABLE_HELPER);
  }

  @Test
  void structsOfOneNameThatDisagreeAreAnError() {
    BpfImage image = compile(PortablePrograms.Identity.class, Features.V3);
    assertThatThrownBy(() -> relocated(image, OtherKernels.ambiguous()))
        .isInstanceOf(RelocationException.class)
        .hasMessageContaining("program \"pid\", slot")
        .hasMessageContaining(
            "the kernel has several structs of that name, and task_struct.pid is at bit 0 and at"
                + " bit 32");
  }

  @Test
  void anImageWithoutKernelFieldsNeedsNoKernel() {
    BpfImage image = compile(AcceptedPrograms.Numbers.class, Features.V3);
    assertThat(relocated(image, new BtfBuilder().encode()).programs()).isEqualTo(image.programs());
  }
}
