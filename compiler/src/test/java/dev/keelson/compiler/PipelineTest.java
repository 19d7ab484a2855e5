package dev.keelson.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.Module;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.layout.DataType;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final Btf NO_KERNEL = Btf.read(new BtfBuilder().encode(), "no types");

  private static final String COUNT =
      """
      function count(POINTER) I32
      b0:
        v0 POINTER = parameter 0 ; 7
        v1 POINTER = slot 4 "key" ; 8
        v2 I32 = load unsigned 4 v0+0 ; 8
        store 4 v1+0, v2 ; 8
        v3 POINTER = map SEEN ; 9
        v4 POINTER = helper map_lookup_elem(v3, v1) ; 9
        v5 POINTER = const 0
        branch EQ v4, v5, b1, b2 ; 9
      b1:
        fault NULL_POINTER ; 9
      b2:
        v6 I64 = load unsigned 8 v4+0 ; 10
        v7 I64 = const 1
        v8 I64 = add v6, v7 ; 10
        store 8 v4+0, v8 ; 10
        v9 I32 = const 0
        return v9 ; 11
      """;

  @Test
  void aLookupIsFoldedIntoItsInstructionsWithTheFaultLast() {
    ProgramSpec program = compile(COUNT).programs().getFirst();

    // Pinned: a change here is a change in what the kernel runs.
    assertThat(
            Disassembler.print(program.code())
                .lines()
                .map(line -> line.substring(line.indexOf(')') + 2))
                .toList())
        .containsExactly(
            "r0 = *(u32 *)(r1 +0)",
            "*(u32 *)(r10 -8) = r0",
            "r1 = map[fd:0]",
            "r2 = r10",
            "r2 += -8",
            "call helper#1",
            "if r0 == 0x0 goto pc+5",
            "r1 = *(u64 *)(r0 +0)",
            "r1 += 1",
            "*(u64 *)(r0 +0) = r1",
            "w0 = 0",
            "exit",
            "r1 = map[fd:0][0]+0",
            "r0 = 1",
            "lock *(u64 *)(r1 +0) += r0",
            "w0 = 0",
            "exit");
  }

  @Test
  void aFaultIsCountedAtItsSiteAndReturnsTheDefault() {
    BpfImage image = compile(COUNT);
    assertThat(image.faultSites())
        .containsExactly(new FaultSite("count", "Test.java", 9, "NULL_POINTER"));
    Interpreter interpreter = Interpreter.of(image);

    assertThat(interpreter.run("count", new byte[8]).r0()).isZero();
    assertThat(interpreter.run("count", new byte[8]).r0()).isZero();

    byte[] counted = interpreter.map(".bss").get(new byte[4]).orElseThrow();
    assertThat(ByteBuffer.wrap(counted).order(ByteOrder.LITTLE_ENDIAN).getLong()).isEqualTo(2);
  }

  @Test
  void aProgramWithoutFaultsHasNoFaultMap() {
    BpfImage image =
        compile(
            """
            function nothing(POINTER) I32
            b0:
              v0 I32 = const 0
              return v0
            """);

    assertThat(image.faultSites()).isEmpty();
    assertThat(image.maps()).extracting("name").containsExactly("SEEN");
  }

  @Test
  void functionsAndLinesAreDescribedInBtf() {
    BpfImage image = compile(COUNT);
    ProgramSpec program = image.programs().getFirst();
    Btf btf = Btf.read(image.btf().toArray(), "image");

    assertThat(program.functions()).hasSize(1);
    assertThat(btf.type(program.functions().getFirst().typeId()))
        .isInstanceOf(BtfType.Function.class)
        .extracting(BtfType::name)
        .isEqualTo("count");
    assertThat(program.lines()).extracting("line").startsWith(8, 9, 10);
    assertThat(program.lines().getFirst().slot()).isZero();
    assertThat(btf.string(program.lines().getFirst().fileNameOffset())).isEqualTo("Test.java");
    assertThat(btf.string(program.lines().getFirst().lineTextOffset()))
        .isEqualTo("Test.java:8 count");
  }

  @Test
  void slotsThatAreNeverInUseTogetherShareTheStack() {
    // Two slots of 300 bytes do not fit together; one after the other they do.
    assertThat(compile(twoSlots(300, false)).programs()).hasSize(1);
  }

  @Test
  void moreThan512BytesInUseTogetherIsADiagnosticThatNamesThem() {
    assertThatThrownBy(() -> compile(twoSlots(300, true)))
        .isInstanceOfSatisfying(
            CompileException.class,
            e ->
                assertThat(e.diagnostics())
                    .singleElement()
                    .satisfies(diagnostic -> {
                      assertThat(diagnostic.id()).isEqualTo("stack");
                      assertThat(diagnostic.toString())
                          .contains("608 bytes", "first 304 B", "second 304 B");
                    }));
  }

  @Test
  void aResultOfACalledFunctionMayHaveAnyUpperHalf() {
    // Too long to be inlined in two places: its 32-bit parameter comes with the caller's upper
    // half.
    StringBuilder text =
        new StringBuilder(
            """
            function widen(I32) I64
            b0:
              v0 I32 = parameter 0
              v1 I64 = zext32 v0
            """);
    for (int i = 0; i < 50; i++) {
      text.append("  v%d I64 = helper get_smp_processor_id()\n".formatted(100 + 2 * i));
      String last = i == 0 ? "v1" : "v" + (99 + 2 * i);
      text.append("  v%d I64 = add %s, v%d\n".formatted(101 + 2 * i, last, 100 + 2 * i));
    }
    text.append("  return v199\n");
    Function widen = IrParser.parse(text.toString());
    Function main =
        IrParser.parse(
            """
            function main(POINTER) I32
            b0:
              v0 POINTER = parameter 0
              v1 I64 = load unsigned 8 v0+0
              v2 I32 = trunc v1
              v3 I64 = call widen(v2)
              store 8 v0+8, v3
              v5 I64 = call widen(v2)
              store 8 v0+8, v5
              v4 I32 = const 0
              return v4
            """);
    ByteBuffer context = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    context.putLong(0, 0xdead_beef_0000_0007L);

    BpfImage image = Pipeline.run(module(main, List.of(widen)), NO_KERNEL, Features.V3).image();
    Interpreter.Result result = Interpreter.of(image).run("main", context.array());

    assertThat(image.programs().getFirst().functions()).hasSize(2);
    assertThat(
            ByteBuffer.wrap(result.context().toArray()).order(ByteOrder.LITTLE_ENDIAN).getLong(8))
        .isEqualTo(7);
  }

  private static String twoSlots(int size, boolean together) {
    String read = "  v2 I64 = load unsigned 8 v1+0\n";
    return """
    function slots(POINTER) I32
    b0:
      v0 I64 = const 3
      v1 POINTER = slot %1$d "first"
      store 8 v1+0, v0
    %2$s  v3 POINTER = slot %1$d "second"
      store 8 v3+0, v0
      v4 I64 = load unsigned 8 v3+0
    %3$s  v5 I64 = add v2, v4
      v6 I32 = trunc v5
      return v6
    """
        .formatted(size, together ? "" : read, together ? read : "");
  }

  private static BpfImage compile(String program) {
    return Pipeline.run(module(IrParser.parse(program), List.of()), NO_KERNEL, Features.V4).image();
  }

  private static Module module(Function program, List<Function> functions) {
    return new Module(
        "Test",
        "Test.java",
        "GPL",
        List.of(
            new Module.MapDeclaration(
                "SEEN",
                MapType.HASH,
                16,
                Optional.of(DataType.Scalar.INT),
                Optional.of(DataType.Scalar.LONG))),
        List.of(new Module.Program(program, new AttachPoint.Syscall())),
        functions,
        List.of());
  }
}
