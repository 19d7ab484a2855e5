package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.linux.KernelVersion;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The front door over an image made by hand: what the compiler makes is tested with it. */
class LoadedProgramKernelTest {
  static final class Program {
    record Event(long number, @Length(4) byte[] name, int last) {}

    static final HashMap<Integer, Long> TOTALS = Maps.hash(16);
    static final HashMap<Long, Integer> BY_CPU = Maps.perCpuHash(16);
    static final Array<Long> SLOTS = Maps.array(4);
    static final RingBuffer<Event> EVENTS = Maps.ringBuffer(4096);
    static final Setting<Integer> PROCESS = Setting.of(0);

    private Program() {}
  }

  private static final BtfBuilder TYPES = new BtfBuilder();
  private static final int COUNTERS = counters();

  private static final BpfImage IMAGE =
      new BpfImage(
          "Program",
          "GPL",
          List.of(
              map("TOTALS", MapType.HASH, 4, 8, 16),
              map("BY_CPU", MapType.PERCPU_HASH, 8, 4, 16),
              map("SLOTS", MapType.ARRAY, 4, 8, 4),
              map("EVENTS", MapType.RINGBUF, 0, 0, 4096),
              map("keelson.print", MapType.RINGBUF, 0, 0, 4096),
              new MapSpec(
                  ".bss",
                  MapType.ARRAY,
                  4,
                  24,
                  1,
                  MapSpec.MAPPABLE,
                  0,
                  COUNTERS,
                  Bytes.copyOf(new byte[24]))),
          List.of(
              output("event", "EVENTS", 4711L, 0x7_7800_6261L),
              output("print", "keelson.print", 0x2_0000_0001L, 5, -6)),
          Bytes.copyOf(TYPES.encode()),
          List.of("none", "a {} b {} c"),
          List.of(
              new FaultSite("event", "Test.java", 12, "NULL_POINTER"),
              new FaultSite("event", "Test.java", 13, "DIVISION_BY_ZERO")));

  /** A section with what the compiler counts in: a {@code long}, and one for each fault site. */
  private static int counters() {
    int number = TYPES.add(new BtfType.Int("long", 8, true, false, false, 64));
    int index = TYPES.add(new BtfType.Int("int", 4, true, false, false, 32));
    int two = TYPES.add(new BtfType.Array(number, index, 2));
    int lost = TYPES.add(new BtfType.Variable("keelson_lost", number, BtfType.Linkage.GLOBAL));
    int faults = TYPES.add(new BtfType.Variable("keelson_faults", two, BtfType.Linkage.GLOBAL));
    return TYPES.add(
        new BtfType.DataSection(
            ".bss",
            24,
            List.of(
                new BtfType.SectionVariable(lost, 0, 8),
                new BtfType.SectionVariable(faults, 8, 16))));
  }

  private static MapSpec map(String name, MapType type, int key, int value, int entries) {
    return new MapSpec(name, type, key, value, entries, 0, 0, 0);
  }

  /** Writes words to a ring. */
  private static ProgramSpec output(String name, String ring, long... words) {
    List<Insn> code = new ArrayList<>();
    int bytes = words.length * Long.BYTES;
    for (int word = 0; word < words.length; word++) {
      code.add(new Insn(Opcode.LD_IMM64, 1, 0, 0, (int) words[word]));
      code.add(new Insn(0, 0, 0, 0, (int) (words[word] >>> 32)));
      code.add(new Insn(Opcode.STX | Opcode.MEM | Opcode.DW, 10, 1, word * Long.BYTES - bytes, 0));
    }
    int slot = code.size();
    code.add(new Insn(Opcode.LD_IMM64, 1, 0, 0, 0));
    code.add(new Insn(0, 0, 0, 0, 0));
    code.add(new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.X, 2, 10, 0, 0));
    code.add(new Insn(Opcode.ALU64 | Opcode.ADD | Opcode.K, 2, 0, 0, -bytes));
    code.add(new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 3, 0, 0, bytes));
    code.add(new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 4, 0, 0, 0));
    code.add(new Insn(Opcode.JMP | Opcode.CALL, 0, 0, 0, 130)); // bpf_ringbuf_output
    code.add(new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, 0));
    code.add(new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0));
    return new ProgramSpec(
        name,
        new AttachPoint.Syscall(),
        code,
        List.of(new Relocation.MapAddress(slot, ring)),
        List.of(),
        List.of());
  }

  private static ProgramLoader program() {
    return Keelson.program(Program.class, MethodHandles.lookup());
  }

  @KernelTest
  void declarationsNameTheLiveMaps() {
    try (LoadedProgram loaded = program().load(IMAGE)) {
      loaded.map(Program.TOTALS).put(3, 4L);
      assertThat(loaded.map(Program.TOTALS).get(3)).isEqualTo(4L);
      loaded.map(Program.SLOTS).put(1, 9L);
      assertThat(loaded.map(Program.SLOTS).toList()).containsExactly(0L, 9L, 0L, 0L);
      assertThat(loaded.perCpu(Program.BY_CPU).toMap()).isEmpty();
    }
  }

  @KernelTest
  void eventsArriveAsRecordsWithTheirArrays() {
    try (LoadedProgram loaded = program().load(IMAGE);
        EventRing<Program.Event> ring = loaded.ring(Program.EVENTS)) {
      assertThat(loaded.object().program("event").testRun(new byte[0]).returnValue()).isZero();
      List<Program.Event> events = new ArrayList<>();
      assertThat(ring.poll(Duration.ofSeconds(30), events::add)).isEqualTo(1);
      assertThat(events.getFirst().number()).isEqualTo(4711);
      assertThat(events.getFirst().name()).containsExactly('a', 'b', 0, 'x');
      assertThat(events.getFirst().last()).isEqualTo(7);
    }
  }

  @KernelTest
  void printedLinesHaveTheirHolesFilled() {
    try (LoadedProgram loaded = program().load(IMAGE);
        PrintedLines printed = loaded.printed().orElseThrow()) {
      assertThat(loaded.object().program("print").testRun(new byte[0]).returnValue()).isZero();
      List<String> lines = new ArrayList<>();
      assertThat(printed.poll(Duration.ofSeconds(30), lines::add)).isEqualTo(1);
      assertThat(lines).containsExactly("a 5 b -6 c");
    }
  }

  @KernelTest
  void lossesAndFaultsAreReadFromGlobalData() {
    try (LoadedProgram loaded = program().load(IMAGE)) {
      assertThat(loaded.lost()).isZero();
      assertThat(loaded.faults()).isEmpty();
      loaded.object().global("keelson_lost", Long.class).set(3L);
      loaded.object().global("keelson_faults", long[].class).set(new long[] {0, 2});
      assertThat(loaded.lost()).isEqualTo(3);
      assertThat(loaded.faults())
          .containsExactly(
              new LoadedProgram.Fault(
                  new FaultSite("event", "Test.java", 13, "DIVISION_BY_ZERO"), 2));
    }
  }

  @Test
  void foreignDeclarationsAreRefusedByName() {
    assertThatThrownBy(() -> program().setting(Setting.of(0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("this Setting is not declared by")
        .hasMessageContaining("[BY_CPU, EVENTS, PROCESS, SLOTS, TOTALS]");
  }

  @Test
  void kernelsOlderThanTheFloorAreRefused() {
    ProgramLoader.requireSupported(KernelVersion.parse("5.15.0"));
    assertThatThrownBy(() -> ProgramLoader.requireSupported(KernelVersion.parse("5.10.0")))
        .hasMessageContaining("this is Linux 5.10.0")
        .hasMessageContaining("needs Linux 5.15");
  }
}
