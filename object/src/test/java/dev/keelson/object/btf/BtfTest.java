package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.btf.BtfType.Member;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfTest {
  private final BtfBuilder builder = new BtfBuilder();
  private final int u32 = builder.add(new BtfType.Int("u32", 4, false, false, false, 32));

  private Btf btf() {
    return Btf.read(builder.encode(), "built");
  }

  @Test
  void nativeMemoryReadsLikeAnArray() {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = BtfBuilderTest.everyKind();
      // One byte off, because nothing promises that a mapping is aligned.
      MemorySegment segment = arena.allocate(bytes.length + 1).asSlice(1);
      segment.copyFrom(MemorySegment.ofArray(bytes));

      Btf btf = Btf.read(segment, "native");

      assertThat(btf.type(1)).isEqualTo(BtfBuilderTest.EVERY_KIND.getFirst());
      assertThat(btf.typeCount()).isEqualTo(BtfBuilderTest.EVERY_KIND.size() + 1);
    }
  }

  @Test
  void aTypeIsFoundByKindAndWholeName() {
    int typedef = builder.add(new BtfType.Typedef("task", u32));
    int struct = builder.add(new BtfType.Struct("task", 0, List.of()));
    builder.add(new BtfType.Struct("task", 8, List.of()));

    assertThat(btf().find(BtfType.Struct.class, "task")).hasValue(struct);
    assertThat(btf().find(BtfType.Typedef.class, "task")).hasValue(typedef);
    assertThat(btf().find(BtfType.Union.class, "task")).isEmpty();
    for (String name : List.of("tas", "task2", "ask", "", "task\0", "u32\0task")) {
      assertThat(btf().find(BtfType.Struct.class, name)).as(name).isEmpty();
    }
  }

  @Test
  void aGroupOfKindsCannotBeSearched() {
    assertThatThrownBy(() -> btf().find(BtfType.Composite.class, "task"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Composite is not one kind of BTF type: name one of the 19 records");
  }

  @Test
  void sizesAreThoseOfC() {
    int constant = builder.add(new BtfType.Const(u32));
    int rows = builder.add(new BtfType.Array(constant, u32, 3));
    int table = builder.add(new BtfType.Array(rows, u32, 5));
    int pointer = builder.add(new BtfType.Pointer(table));
    int union = builder.add(new BtfType.Union("u", 24, List.of()));
    int typedef = builder.add(new BtfType.Typedef("u_t", union));

    assertThat(btf().sizeOf(u32)).isEqualTo(4);
    assertThat(btf().sizeOf(table)).isEqualTo(60);
    assertThat(btf().sizeOf(pointer)).isEqualTo(8);
    assertThat(btf().sizeOf(typedef)).isEqualTo(24);
    assertThat(btf().skipModifiers(typedef)).isEqualTo(union);
    assertThat(btf().skipModifiers(0)).isZero();
  }

  @Test
  void whatHasNoSizeSaysSo() {
    int forward = builder.add(new BtfType.Forward("unseen", false));

    assertThatThrownBy(() -> btf().sizeOf(forward))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type 2 of built has no size: it is Forward[name=unseen, union=false]");
    assertThatThrownBy(() -> btf().sizeOf(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type 0 of built has no size: it is void");
  }

  @Test
  void idsAndStringsThatDoNotExistAreTheCallersMistake() {
    for (int id : new int[] {0, -1, 2}) {
      assertThatThrownBy(() -> btf().type(id))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("built has no type %d: ids go from 1 to 1".formatted(id));
    }
    assertThatThrownBy(() -> btf().string(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("built has no string at offset 5: its strings take 5 bytes");
  }

  @Test
  void headersOfOtherFilesAreRefusedWithTheReason() {
    byte[] good = builder.encode();
    assertMalformed(new byte[3], "built, byte 3: a header of 24 bytes");
    assertMalformed(with(good, 0, 0xeb), "byte 0: the little-endian BTF magic 0xeb9f, not 0xebeb");
    assertMalformed(with(good, 2, 9), "byte 2: BTF version 1, not 9");
    assertMalformed(with(good, 4, 8), "byte 4: a header length from 24 to 45, not 8");
    assertMalformed(with(good, 12, 18), "byte 12: a multiple of 4, not 18");
    assertMalformed(Arrays.copyOf(good, good.length - 1), "byte 16: a section within the 44 bytes");
    assertMalformed(with(good, good.length - 1, 'x'), "strings that start and end with a zero");
    assertMalformed(with(good, 24 + 7, 0), "byte 28: a kind from 1 to 19, not 0");
    assertMalformed(with(good, 24 + 7, 20), "byte 28: a kind from 1 to 19, not 20");
    assertMalformed(with(good, 24 + 7, 3), "byte 48: the end of the types at word 4");
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void assertMalformed(byte[] bytes, String message) {
    assertThatThrownBy(() -> Btf.read(bytes, "built"))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aReferenceToATypeThatIsNotThereIsMalformed() {
    int pointer = builder.add(new BtfType.Pointer(77));

    assertThatThrownBy(() -> btf().type(pointer))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessage("built, byte 48: a type id below 3, not 77");
    assertThat(btf().type(u32)).isInstanceOf(BtfType.Int.class);
  }

  @Test
  void aNameOutsideTheStringsIsMalformed() {
    byte[] bytes = builder.encode();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 1000);

    assertThatThrownBy(() -> Btf.read(bytes, "built").type(u32))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessage("built, byte 24: a string offset below 5, not 1000");
  }

  @Test
  void typesThatNeverEndAreMalformed() {
    int typedef = builder.add(new BtfType.Typedef("a", builder.nextId()));
    int array = builder.add(new BtfType.Array(builder.nextId(), u32, 1));

    assertThatThrownBy(() -> btf().skipModifiers(typedef))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("type 2: at most 32 typedefs and qualifiers in a row");
    assertThatThrownBy(() -> btf().sizeOf(array))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("type 3: at most 32 arrays within each other");
  }

  @Test
  void anArrayTooLargeForMemoryIsMalformed() {
    int huge = builder.add(new BtfType.Array(u32, u32, Integer.MAX_VALUE));

    assertThatThrownBy(() -> btf().sizeOf(huge))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("a type of at most 2 GiB, not of 8589934588 bytes");
  }

  @Test
  void theRunningKernelsTaskHasItsWellKnownFields() throws Exception {
    Btf kernel = KernelBtfFile.read();
    int task = kernel.find(BtfType.Struct.class, "task_struct").orElseThrow();

    assertThat(((BtfType.Struct) kernel.type(task)).members())
        .map(Member::name)
        .contains("pid", "tgid", "comm", "se");
    assertThat(FieldPath.resolve(kernel, task, "comm"))
        .hasValueSatisfying(comm -> assertThat(comm.sizeBytes()).isEqualTo(16));
    assertThat(kernel.find(BtfType.Typedef.class, "btf_trace_sched_switch")).isPresent();
    assertThat(kernel.find(BtfType.Struct.class, "keelson_is_not_a_kernel_struct")).isEmpty();
  }
}
