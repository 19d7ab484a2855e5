package dev.keelson.object.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.elf.ElfFile;
import dev.keelson.object.elf.ElfSection;
import dev.keelson.object.elf.ElfSymbol;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.FunctionInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Code;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images made by hand; what libbpf says of real ones is in the kernel tests of other modules. */
class ObjectFileTest {
  private static final Insn EXIT = new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
  private static final int RUN = 1;

  private final BtfBuilder types = new BtfBuilder();
  private final List<ProgramSpec> programs = new ArrayList<>();
  private final List<MapSpec> maps = new ArrayList<>();

  private int function(String name) {
    int prototype = types.add(new BtfType.Prototype(0, List.of()));
    return types.add(new BtfType.Function(name, prototype, BtfType.Linkage.STATIC));
  }

  private static Insn call(int distance) {
    return new Insn(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, distance);
  }

  private static Insn number(int value) {
    return new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, value);
  }

  /** A program that calls a function named {@code callee}, which returns {@code value}. */
  private void caller(String name, String callee, int value) {
    programs.add(
        new ProgramSpec(
            name,
            new AttachPoint.Syscall(),
            List.of(call(RUN), EXIT, number(value), EXIT),
            List.of(),
            List.of(new FunctionInfo(0, function(name)), new FunctionInfo(2, function(callee))),
            List.of()));
  }

  private ElfFile written() {
    BpfImage image =
        new BpfImage(
            "Test", "GPL", maps, programs, Bytes.copyOf(types.encode()), List.of(), List.of());
    return ElfFile.read(MemorySegment.ofArray(ObjectFile.write(image)), "written");
  }

  private static List<Insn> code(ElfFile file, String section) {
    ByteBuffer content = file.content(file.section(section).orElseThrow());
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return Code.decode(bytes);
  }

  private static List<String> symbolsIn(ElfFile file, String section) {
    int index = file.sections().indexOf(file.section(section).orElseThrow());
    return file.symbols().stream()
        .filter(symbol -> symbol.section() == index)
        .map(ElfSymbol::name)
        .toList();
  }

  @Test
  void programsOfOneAttachPointShareASection() {
    caller("first", "common", 1);
    caller("second", "other", 2);
    assertThat(symbolsIn(written(), "syscall")).containsExactly("first", "second");
  }

  @Test
  void functionsMoveToTextAndCallsBecomeRelocations() {
    caller("first", "callee", 7);
    ElfFile file = written();
    assertThat(code(file, ".text")).containsExactly(number(7), EXIT);
    assertThat(code(file, "syscall")).containsExactly(call(-1), EXIT);
    ByteBuffer relocation = file.content(file.section(".relsyscall").orElseThrow());
    assertThat(relocation.getLong(0)).isZero();
    assertThat(relocation.getInt(8)).isEqualTo(Body.Kind.CALL.number());
    assertThat(file.symbols().get(relocation.getInt(12)).name()).isEqualTo("callee");
  }

  @Test
  void differentFunctionsOfOneNameStayApart() {
    caller("first", "callee", 1);
    caller("second", "callee", 2);
    ElfFile file = written();
    assertThat(symbolsIn(file, ".text")).containsExactly("callee", "second_callee");
    assertThat(code(file, ".text")).containsExactly(number(1), EXIT, number(2), EXIT);
  }

  @Test
  void aMapIsNamedAsCNamesItEvenWhenThatNameIsTaken() {
    maps.add(new MapSpec("keelson.lost", MapType.ARRAY, 4, 8, 1, 0, 0, 0));
    maps.add(new MapSpec("keelson_lost", MapType.ARRAY, 4, 8, 1, 0, 0, 0));
    Insn load = new Insn(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_FD, 0, 0);
    programs.add(
        new ProgramSpec(
            "run",
            new AttachPoint.SocketFilter(),
            List.of(load, new Insn(0, 0, 0, 0, 0), number(0), EXIT),
            List.of(new Relocation.MapAddress(0, "keelson_lost")),
            List.of(),
            List.of()));

    ElfFile file = written();
    ByteBuffer relocation = file.content(file.section(".relsocket").orElseThrow());
    assertThat(symbolsIn(file, ".maps")).containsExactly("keelson_lost", "keelson_lost_");
    assertThat(file.symbols().get(relocation.getInt(12)).name()).isEqualTo("keelson_lost_");
    assertThat(code(file, "socket").getFirst().src()).isZero();
    assertThat(file.section("license").map(ElfSection::sizeBytes)).contains(4L);
  }

  @Test
  void aCallThatLeadsToNoFunctionIsAnError() {
    programs.add(
        new ProgramSpec(
            "run",
            new AttachPoint.Syscall(),
            List.of(call(0), EXIT),
            List.of(),
            List.of(new FunctionInfo(0, function("run"))),
            List.of()));
    assertThatThrownBy(this::written)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calls slot 1, where no function starts");
  }

  @Test
  void theSameImageGivesTheSameBytes() {
    caller("first", "callee", 7);
    maps.add(new MapSpec("MAP", MapType.HASH, 4, 8, 16, 0, 0, 0));
    BpfImage image =
        new BpfImage(
            "Test", "GPL", maps, programs, Bytes.copyOf(types.encode()), List.of(), List.of());
    assertThat(ObjectFile.write(image)).isEqualTo(ObjectFile.write(image));
  }
}
