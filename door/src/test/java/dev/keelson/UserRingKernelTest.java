package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.bpf.ring.RingReader;
import dev.keelson.bpf.ring.RingWriter;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.Array;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.UserRing;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** Records from user space to a program, and what it makes of them. */
class UserRingKernelTest {
  private static final int RING_BYTES = 4096;

  static final class Program {
    record Command(int kind, long amount, byte tag) {}

    record Answer(long total, int tag) {}

    static final class Context {
      int factor;
      int divisor;
    }

    static final UserRing<Command> COMMANDS = Maps.userRing(4096);
    static final RingBuffer<Answer> ANSWERS = Maps.ringBuffer(1 << 16);
    static final Array<Long> TOTALS = Maps.array(4);

    private Program() {}

    @SyscallProgram
    static int obey(Context context) {
      int factor = context.factor;
      int divisor = context.divisor;
      return COMMANDS.drain(command -> {
        long total = TOTALS.get(command.kind()) + command.amount() * factor / divisor;
        TOTALS.put(command.kind(), total);
        ANSWERS.emit(new Answer(total, command.tag()));
      });
    }
  }

  private static int run(LoadedProgram loaded, int factor, int divisor) {
    byte[] context = new byte[8];
    context[0] = (byte) factor;
    context[4] = (byte) divisor;
    return loaded.object().program("obey").testRun(context).returnValue();
  }

  private static LoadedProgram load() {
    return Keelson.program(Program.class, MethodHandles.lookup()).load();
  }

  @KernelTest(since = "6.1")
  void whatIsSentIsReadInOrderAndAsTheJvmWould() {
    try (LoadedProgram loaded = load();
        RecordSender<Program.Command> sender = loaded.sender(Program.COMMANDS);
        EventRing<Program.Answer> answers = loaded.ring(Program.ANSWERS)) {
      assertThat(run(loaded, 3, 1)).isZero();
      Program.Context context = new Program.Context();
      context.factor = 3;
      context.divisor = 2;
      List<Program.Answer> seen = new ArrayList<>();
      for (int round = 0; round < 100; round++) {
        int sent = round % 7 + 1;
        for (int i = 0; i < sent; i++) {
          Program.Command command = new Program.Command(i & 3, round * 1_000_003L - i, (byte) -i);
          assertThat(sender.send(command)).isTrue();
          Program.COMMANDS.send(command);
        }
        assertThat(sender.raw().pendingBytes()).isPositive();
        assertThat(run(loaded, 3, 2)).isEqualTo(sent).isEqualTo(Program.obey(context));
        assertThat(sender.raw().pendingBytes()).isZero();
        int _ = answers.drain(seen::add);
      }
      assertThat(seen).isEqualTo(Program.ANSWERS.emitted());
      for (int i = 0; i < 4; i++) {
        assertThat(loaded.map(Program.TOTALS).get(i)).isEqualTo(Program.TOTALS.get(i));
      }
      assertThat(loaded.lost()).isZero();
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest(since = "6.1")
  void aFullRingTakesNoMoreUntilItIsRead() {
    try (LoadedProgram loaded = load();
        RecordSender<Program.Command> sender = loaded.sender(Program.COMMANDS)) {
      int sent = 0;
      while (sender.send(new Program.Command(1, sent, (byte) 0))) {
        sent++;
      }
      assertThat(sent).isEqualTo(RING_BYTES / 32);
      assertThat(run(loaded, 1, 1)).isEqualTo(sent);
      assertThat(sender.send(new Program.Command(1, 1, (byte) 0))).isTrue();
      assertThat(loaded.map(Program.TOTALS).get(1)).isEqualTo(sent * (sent - 1L) / 2);
    }
  }

  @KernelTest(since = "6.1")
  void aFaultEndsTheProgramAtThatRecordAndAShortRecordIsLost() {
    try (LoadedProgram loaded = load();
        RecordSender<Program.Command> sender = loaded.sender(Program.COMMANDS)) {
      assertThat(sender.send(new Program.Command(0, 1, (byte) 0))).isTrue();
      assertThat(sender.send(new Program.Command(0, 1, (byte) 0))).isTrue();
      assertThat(run(loaded, 1, 0)).isZero();
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
          .containsExactly(tuple("DIVISION_BY_ZERO", 1L));
      assertThat(run(loaded, 1, 1)).isEqualTo(1);

      assertThat(
              sender.raw().write(8, (data, offset) -> data.set(ValueLayout.JAVA_LONG, offset, 3)))
          .isTrue();
      assertThat(run(loaded, 1, 1)).isEqualTo(1);
      assertThat(loaded.lost()).isEqualTo(1);
      assertThat(loaded.map(Program.TOTALS).get(0)).isEqualTo(1);
    }
  }

  @KernelTest(since = "6.1")
  void eachRingHasItsOwnSide() {
    try (LoadedProgram loaded = load()) {
      assertThatThrownBy(() -> RingReader.open(loaded.object().map("COMMANDS")))
          .hasMessageContaining("is a USER_RINGBUF, expected a RINGBUF");
      assertThatThrownBy(() -> RingWriter.open(loaded.object().map("ANSWERS")))
          .hasMessageContaining("is a RINGBUF, expected a USER_RINGBUF");
    }
    Bpftool byLibbpf =
        Bpftool.loadAll(
            ObjectFile.write(Keelson.program(Program.class, MethodHandles.lookup()).compile()));
    assertThat(byLibbpf.output()).doesNotContain("libbpf: ");
    assertThat(byLibbpf.programs()).contains("pinned obey");
  }
}
