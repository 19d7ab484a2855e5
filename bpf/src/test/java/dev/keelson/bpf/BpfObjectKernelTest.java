package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.fault.FaultySyscalls;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Opcode;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class BpfObjectKernelTest {
  private static final MapSpec COUNTS = Assembly.map("counts", MapType.ARRAY, 4, 8, 1);

  @KernelTest
  void syscallProgramWritesToItsMapAndReturns() {
    BpfImage image =
        Assembly.image(
            List.of(COUNTS), Assembly.counting("count", new AttachPoint.Syscall(), "counts"));
    try (BpfObject object = BpfObject.load(image)) {
      for (int run = 0; run < 3; run++) {
        assertThat(object.program("count").testRun(new byte[0]).returnValue()).isZero();
      }
      assertThat(object.map("counts").array(Codec.of(Long.class)).get(0)).isEqualTo(3);
    }
  }

  @KernelTest
  void contextOfASyscallProgramIsWrittenBack() {
    ProgramSpec increment =
        new Assembly()
            .load(Opcode.DW, 2, 1, 0)
            .alu(Opcode.ADD, 2, 1)
            .store(Opcode.DW, 1, 0, 2)
            .set(0, 42)
            .exit()
            .program("increment", new AttachPoint.Syscall());
    try (BpfObject object = BpfObject.load(Assembly.image(List.of(), increment))) {
      RunResult result =
          object.program("increment").testRun(new byte[] {(byte) 255, 0, 0, 0, 0, 0, 0, 0});
      assertThat(result.returnValue()).isEqualTo(42);
      assertThat(result.context().toArray()).containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
    }
  }

  @KernelTest
  void rawTracepointProgramSeesTheArgumentsOfATestRun() {
    ProgramSpec second =
        new Assembly()
            .load(Opcode.DW, 0, 1, 8)
            .exit()
            .program("second", new AttachPoint.RawTracepoint("sched_switch"));
    try (BpfObject object = BpfObject.load(Assembly.image(List.of(), second))) {
      byte[] arguments = new byte[16];
      arguments[8] = 99;
      assertThat(object.program("second").testRun(arguments).returnValue()).isEqualTo(99);
    }
  }

  @KernelTest
  void socketFilterIsRunRepeatedlyAndTimed() {
    ProgramSpec filter =
        new Assembly().set(0, 7).exit().program("filter", new AttachPoint.SocketFilter());
    try (BpfObject object = BpfObject.load(Assembly.image(List.of(), filter))) {
      RunResult result = object.program("filter").testRun(new byte[64], 1000);
      assertThat(result.returnValue()).isEqualTo(7);
      assertThat(result.averageNanos()).isBetween(0, 100_000);
    }
  }

  @KernelTest
  void testRunsThatCannotBeAreRefusedBeforeAnySystemCall() {
    ProgramSpec filter =
        new Assembly().set(0, 7).exit().program("filter", new AttachPoint.SocketFilter());
    try (BpfObject object = BpfObject.load(Assembly.image(List.of(), filter))) {
      BpfProgram program = object.program("filter");
      assertThatThrownBy(() -> program.testRun(new byte[8]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only SYSCALL and RAW_TRACEPOINT");
      assertThatThrownBy(() -> program.testRun(new byte[13], 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 14 bytes");
    }
  }

  @KernelTest
  void statisticsCountRunsWhileTheyAreOn() {
    BpfImage image =
        Assembly.image(
            List.of(COUNTS), Assembly.counting("count", new AttachPoint.Syscall(), "counts"));
    try (BpfObject object = BpfObject.load(image);
        RunStatistics.Counting counting = RunStatistics.enable()) {
      assertThat(counting).isNotNull();
      BpfProgram program = object.program("count");
      RunStatistics before = program.statistics();
      for (int run = 0; run < 5; run++) {
        RunResult _ = program.testRun(new byte[0]);
      }
      RunStatistics added = program.statistics().since(before);
      assertThat(added.runs()).isEqualTo(5);
      assertThat(added.nanos()).isPositive();
      assertThat(added.nanosPerRun()).isPositive();
      assertThat(program.translatedInstructions()).isGreaterThan(5);
    }
  }

  @KernelTest
  void verifierRejectionKeepsTheLogAndNamesTheJavaLine() {
    BtfBuilder btf = new BtfBuilder();
    int returns = btf.add(new BtfType.Int("int", 4, true, false, false, 32));
    int prototype = btf.add(new BtfType.Prototype(returns, List.of()));
    int function = btf.add(new BtfType.Function("broken", prototype, BtfType.Linkage.GLOBAL));
    int file = btf.string("Broken.java");
    ProgramSpec broken =
        new ProgramSpec(
            "broken",
            new AttachPoint.SocketFilter(),
            new Assembly().set(1, 0).load(Opcode.DW, 0, 1, 0).exit().code(),
            List.of(),
            List.of(new ProgramSpec.FunctionInfo(0, function)),
            List.of(
                new ProgramSpec.LineInfo(0, file, 0, 19, 0),
                new ProgramSpec.LineInfo(1, file, 0, 20, 0)));
    BpfImage image =
        new BpfImage(
            "Broken", "GPL", List.of(), List.of(broken), Bytes.copyOf(btf.encode()), List.of());

    assertThatThrownBy(() -> BpfObject.load(image))
        .isInstanceOfSatisfying(
            VerifierException.class,
            e -> {
              assertThat(e.sourceLine()).isEqualTo("Broken.java:20");
              assertThat(e.log()).anyMatch(line -> line.contains("invalid mem access"));
              assertThat(e.errno()).isEqualTo(Errno.EACCES);
            })
        .hasMessageStartingWith("Broken.java:20: the verifier refuses program \"broken\" (EACCES)")
        .hasMessageContaining("bug of the compiler until shown otherwise");
  }

  @KernelTest
  void mapsAreCreatedWithTheTypesOfTheImage() {
    BtfBuilder btf = new BtfBuilder();
    int key = btf.add(new BtfType.Int("int", 4, true, false, false, 32));
    int value = btf.add(new BtfType.Int("long", 8, true, false, false, 64));
    BpfImage image =
        new BpfImage(
            "Typed",
            "GPL",
            List.of(new MapSpec("a-name$longer.than.15", MapType.HASH, 4, 8, 1, 0, key, value)),
            List.of(),
            Bytes.copyOf(btf.encode()),
            List.of());
    try (BpfObject object = BpfObject.load(image)) {
      assertThat(object.map("a-name$longer.than.15").fd().isOpen()).isTrue();
    }
  }

  @KernelTest
  void brokenBtfIsRefusedWithTheKernelsReason() {
    BtfBuilder btf = new BtfBuilder();
    int _ = btf.add(new BtfType.Int("int", 4, true, false, false, 200));
    BpfImage image =
        new BpfImage("Torn", "GPL", List.of(), List.of(), Bytes.copyOf(btf.encode()), List.of());
    assertThatThrownBy(() -> BpfObject.load(image))
        .isInstanceOf(VerifierException.class)
        .hasMessageContaining("BTF of Torn");
  }

  @KernelTest
  void whicheverSystemCallFailsNothingStaysOpen() throws IOException {
    BpfImage image =
        Assembly.image(
            List.of(COUNTS, Assembly.map("ring", MapType.RINGBUF, 0, 0, 4096)),
            Assembly.counting("one", new AttachPoint.Syscall(), "counts"),
            Assembly.emitting("ring"));
    Set<String> before = descriptors();
    boolean through = false;
    int failures = 0;
    for (int call = 1; !through; call++) {
      try (FaultySyscalls faults = FaultySyscalls.failing(call, Errno.EMFILE.number())) {
        try (BpfObject object = BpfObject.load(image)) {
          assertThat(object.programs()).hasSize(2);
        } catch (SyscallException e) {
          failures++;
        }
        through = !faults.struck();
      }
      assertThat(descriptors()).isEqualTo(before);
    }
    assertThat(failures).isEqualTo(4); // two maps, two programs
  }

  private static Set<String> descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(BpfObjectKernelTest::target)
          .filter(target -> target.contains("bpf") || target.contains("btf"))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path fd) {
    try {
      return fd + " " + Files.readSymbolicLink(fd);
    } catch (IOException e) {
      return ""; // closed meanwhile by another thread
    }
  }
}
