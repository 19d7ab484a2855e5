package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.layout.DataType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CodecTest {
  record Inner(byte small, long large) {}

  record Outer(boolean flag, char letter, short number, Inner inner, int last) {}

  record Named(long id, byte[] name) {}

  static final class Counter {
    int count;
    long nanos;
  }

  static final class Totals {
    final long[] sums = new long[2];
    final Counter counter = new Counter();
    Inner[] inner = {new Inner((byte) 0, 0)};
  }

  record Positive(int value) {
    Positive {
      if (value < 0) {
        throw new IllegalArgumentException("negative: " + value);
      }
    }
  }

  private static MemorySegment dirty(int bytes) {
    return Arena.ofAuto().allocate(bytes, 8).fill((byte) 0xff);
  }

  @Property
  void recordsComeBackAsTheyWent(
      @ForAll boolean flag,
      @ForAll char letter,
      @ForAll short number,
      @ForAll byte small,
      @ForAll long large,
      @ForAll int last) {
    Codec<Outer> codec = Codec.of(Outer.class, MethodHandles.lookup());
    Outer value = new Outer(flag, letter, number, new Inner(small, large), last);
    MemorySegment segment = dirty(codec.sizeBytes());
    codec.write(value, segment, 0);
    assertThat(codec.read(segment, 0)).isEqualTo(value);
  }

  @Test
  void membersLieAsInCAndPaddingIsZero() {
    Codec<Inner> codec = Codec.of(Inner.class, MethodHandles.lookup());
    MemorySegment segment = dirty(16);
    codec.write(new Inner((byte) 5, 7), segment, 0);
    assertThat(segment.toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(5, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0);
  }

  @Property
  void classesComeBackFieldByField(@ForAll int count, @ForAll long nanos) {
    Codec<Counter> codec = Codec.of(Counter.class, MethodHandles.lookup());
    Counter counter = new Counter();
    counter.count = count;
    counter.nanos = nanos;
    MemorySegment segment = dirty(24);
    codec.write(counter, segment, 8);
    Counter read = codec.read(segment, 8);
    assertThat(read.count).isEqualTo(count);
    assertThat(read.nanos).isEqualTo(nanos);
  }

  @Test
  void arraysHaveTheLengthOfTheLayoutAndNoOther() {
    DataType layout = ReflectedLayout.of(Named.class, array -> 3);
    Codec<Named> codec = Codec.of(Named.class, layout, MethodHandles.lookup());
    assertThat(codec.sizeBytes()).isEqualTo(16);
    MemorySegment segment = dirty(16);
    codec.write(new Named(9, new byte[] {1, 2, 3}), segment, 0);
    assertThat(codec.read(segment, 0).name()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> codec.write(new Named(9, new byte[4]), segment, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an array of 4 elements, expected 3");
  }

  @Test
  void arraysAndObjectsInFinalFieldsAreFilled() {
    DataType layout =
        ReflectedLayout.of(Totals.class, array -> array.toString().contains("sums") ? 2 : 1);
    Codec<Totals> codec = Codec.of(Totals.class, layout, MethodHandles.lookup());
    Totals totals = new Totals();
    totals.sums[1] = 7;
    totals.counter.nanos = 8;
    totals.inner[0] = new Inner((byte) 9, 10);
    MemorySegment segment = dirty(codec.sizeBytes());
    codec.write(totals, segment, 0);
    Totals read = codec.read(segment, 0);
    assertThat(read.sums).containsExactly(0, 7);
    assertThat(read.counter.nanos).isEqualTo(8);
    assertThat(read.inner).containsExactly(new Inner((byte) 9, 10));
  }

  enum Kind {
    FIRST,
    SECOND
  }

  record Marked(Kind kind, Kind other) {}

  @Test
  void enumsAreTheirOrdinalAndOneMoreSoThatZeroIsNull() {
    Codec<Marked> codec = Codec.of(Marked.class, MethodHandles.lookup());
    MemorySegment segment = dirty(8);
    codec.write(new Marked(Kind.SECOND, null), segment, 0);
    assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 0, 0, 0, 0, 0, 0, 0);
    assertThat(codec.read(segment, 0)).isEqualTo(new Marked(Kind.SECOND, null));
    segment.set(ValueLayout.JAVA_INT, 4, 3);
    assertThatThrownBy(() -> codec.read(segment, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 is no constant of %s, which has 2".formatted(Kind.class.getName()));
  }

  sealed interface Event permits Opened, Closed {}

  record Opened(byte file, long size) implements Event {}

  record Closed(int file) implements Event {}

  record Entry(short at, Event event) {}

  @Test
  void recordsOfASealedInterfaceShareTheirBytes() {
    Codec<Entry> codec = Codec.of(Entry.class, MethodHandles.lookup());
    assertThat(codec.sizeBytes()).isEqualTo(8 + 8 + 16);
    for (Event event : new Event[] {new Opened((byte) 1, 2), new Closed(3), null}) {
      MemorySegment segment = dirty(32);
      codec.write(new Entry((short) 9, event), segment, 0);
      assertThat(codec.read(segment, 0)).isEqualTo(new Entry((short) 9, event));
    }
    MemorySegment segment = dirty(32);
    codec.write(new Entry((short) 9, new Closed(3)), segment, 0);
    assertThat(segment.get(ValueLayout.JAVA_INT, 8)).isEqualTo(1);
    assertThat(segment.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(3);
  }

  @Test
  void arrayWithoutALengthIsRefused() {
    assertThatThrownBy(() -> Codec.of(Named.class, MethodHandles.lookup()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing says how long");
  }

  @Test
  void typesWithoutALayoutAreRefused() {
    assertThatThrownBy(() -> Codec.of(String[].class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no layout");
    assertThatThrownBy(() -> Codec.of(Runnable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no layout");
  }

  @Test
  void typesOutOfReachAreRefusedWithTheWayOut() {
    assertThatThrownBy(() -> Codec.of(Inner.class, MethodHandles.publicLookup()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pass MethodHandles.lookup()");
  }

  @Test
  void recordsOwnRefusalReachesTheReader() {
    Codec<Positive> codec = Codec.of(Positive.class, MethodHandles.lookup());
    MemorySegment segment = dirty(4);
    assertThatThrownBy(() -> codec.read(segment, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative: -1");
  }
}
