package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two program classes, one map: each sees what the other wrote; without sharing, neither does. */
class SharedMapsKernelTest {
  static final class Context {
    int key;
    int value;
  }

  static final class Writer {
    record Written(int key, int value) {}

    static final HashMap<Integer, Integer> VALUES = Maps.hash(16);
    static final RingBuffer<Written> LOG = Maps.ringBuffer(4096);

    private Writer() {}

    @SyscallProgram
    static int write(Context context) {
      VALUES.put(context.key, context.value);
      LOG.emit(new Written(context.key, context.value));
      return 0;
    }
  }

  static final class Reader {
    private Reader() {}

    @SyscallProgram
    static int take(Context context) {
      Integer found = Writer.VALUES.remove(context.key);
      if (found == null) {
        return -1;
      }
      Writer.LOG.emit(new Writer.Written(-context.key, found));
      return found;
    }
  }

  static final class Stranger {
    static final HashMap<Integer, Long> VALUES = Maps.hash(4);

    private Stranger() {}

    @SyscallProgram
    static int count() {
      return VALUES.containsKey(1) ? 1 : 0;
    }
  }

  private static int run(LoadedProgram loaded, String program, int key, int value) {
    byte[] context = {(byte) key, 0, 0, 0, (byte) value, 0, 0, 0};
    return loaded.object().program(program).testRun(context).returnValue();
  }

  @KernelTest
  void whatOneClassWritesTheOtherReads() {
    try (LoadedProgram writer = Keelson.program(Writer.class, MethodHandles.lookup()).load();
        LoadedProgram reader =
            Keelson.program(Reader.class, MethodHandles.lookup())
                .sharing(writer, Writer.VALUES, Writer.LOG)
                .load();
        LoadedProgram alone = Keelson.program(Reader.class, MethodHandles.lookup()).load();
        EventRing<Writer.Written> log = writer.ring(Writer.LOG)) {
      run(writer, "write", 3, 42);
      assertThat(run(alone, "take", 3, 0)).isEqualTo(-1); // a map of its own
      assertThat(run(reader, "take", 3, 0)).isEqualTo(42);
      assertThat(run(reader, "take", 3, 0)).isEqualTo(-1);
      assertThat(writer.map(Writer.VALUES).toMap()).isEmpty();
      List<Writer.Written> written = new ArrayList<>();
      log.poll(Duration.ofSeconds(5), written::add);
      assertThat(written).containsExactly(new Writer.Written(3, 42), new Writer.Written(-3, 42));
    }
  }

  @KernelTest
  void theMapStaysForTheProgramsThatUseIt() {
    LoadedProgram writer = Keelson.program(Writer.class, MethodHandles.lookup()).load();
    try (LoadedProgram reader =
        Keelson.program(Reader.class, MethodHandles.lookup())
            .sharing(writer, Writer.VALUES, Writer.LOG)
            .load()) {
      run(writer, "write", 5, 7);
      writer.close();
      assertThat(run(reader, "take", 5, 0)).isEqualTo(7);
    }
  }

  @KernelTest
  void whatCannotBeSharedIsSaid() {
    try (LoadedProgram writer = Keelson.program(Writer.class, MethodHandles.lookup()).load()) {
      ProgramLoader stranger = Keelson.program(Stranger.class, MethodHandles.lookup());
      assertThatThrownBy(() -> stranger.sharing(writer, Maps.<Integer, Integer>hash(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not declared by " + Writer.class.getName());
      assertThatThrownBy(() -> stranger.sharing(writer, Writer.VALUES).load())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is a HASH of 4 entries, keys of 4 bytes, values of 8")
          .hasMessageContaining("the live one a HASH of 16 entries, keys of 4 bytes, values of 4");
      ProgramLoader other = Keelson.program(Stranger.class, MethodHandles.lookup());
      assertThatThrownBy(() -> other.sharing(writer, Writer.LOG).load())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "has no map \"LOG\" to share: its programs use no class that declares");
    }
  }
}
