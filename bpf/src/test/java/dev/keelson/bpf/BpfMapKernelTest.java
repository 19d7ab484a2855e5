package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.MapType;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class BpfMapKernelTest {
  record Key(int tid, byte kind) {}

  static final class Total {
    long nanos;
    int count;
  }

  private static final Codec<Integer> INT = Codec.of(Integer.class);
  private static final Codec<Long> LONG = Codec.of(Long.class);

  @KernelTest
  void hashAnswersWhatWasPut() {
    try (BpfMap map = BpfMap.create(Assembly.map("hash", MapType.HASH, 4, 8, 10))) {
      TypedMap<Integer, Long> typed = map.typed(INT, LONG);
      assertThat(typed.get(1)).isNull();
      typed.put(1, 100L);
      typed.put(2, 200L);
      assertThat(typed.putIfAbsent(1, 7L)).isFalse();
      assertThat(typed.putIfAbsent(3, 300L)).isTrue();
      assertThat(typed.remove(2)).isTrue();
      assertThat(typed.remove(2)).isFalse();
      assertThat(typed.toMap()).isEqualTo(Map.of(1, 100L, 3, 300L));
    }
  }

  @KernelTest
  void fullHashRefusesAndSaysSo() {
    try (BpfMap map = BpfMap.create(Assembly.map("full", MapType.HASH, 4, 8, 2))) {
      TypedMap<Integer, Long> typed = map.typed(INT, LONG);
      typed.put(1, 1L);
      typed.put(2, 2L);
      assertThatThrownBy(() -> typed.put(3, 3L))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG))
          .hasMessageContaining("map \"full\"");
    }
  }

  @KernelTest
  void anArrayKeepsEveryElement() {
    try (BpfMap array = BpfMap.create(Assembly.map("array", MapType.ARRAY, 4, 8, 2));
        BpfMap perCpu = BpfMap.create(Assembly.map("cpus", MapType.PERCPU_ARRAY, 4, 8, 2))) {
      assertThatThrownBy(() -> array.typed(INT, LONG).remove(1))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
          .hasMessageContaining("BPF_MAP_DELETE_ELEM, map \"array\"");
      assertThatThrownBy(() -> perCpu.perCpu(INT, LONG).remove(1))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
      assertThat(array.typed(INT, LONG).get(1)).isZero();
    }
  }

  @KernelTest
  void lruHashForgetsInsteadOfRefusing() {
    try (BpfMap map = BpfMap.create(Assembly.map("lru", MapType.LRU_HASH, 4, 8, 8))) {
      TypedMap<Integer, Long> typed = map.typed(INT, LONG);
      for (int i = 0; i < 10_000; i++) {
        typed.put(i, (long) i);
      }
      assertThat(typed.get(9_999)).isEqualTo(9_999L);
      assertThat(typed.get(0)).isNull();
    }
  }

  @KernelTest
  void arrayBeginsZeroedAndKnowsItsBounds() {
    try (BpfMap map = BpfMap.create(Assembly.map("array", MapType.ARRAY, 4, 8, 3))) {
      TypedArray<Long> array = map.array(LONG);
      array.put(2, 5L);
      assertThat(array.toList()).containsExactly(0L, 0L, 5L);
      assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @KernelTest
  void perCpuValuesAreKeptApartAlsoWhenTheirSizeIsNoMultipleOf8() {
    try (BpfMap map = BpfMap.create(Assembly.map("percpu", MapType.PERCPU_HASH, 4, 4, 10))) {
      PerCpuMap<Integer, Integer> typed = map.perCpu(INT, INT);
      int cpus = map.entryBytes() / 8;
      List<Integer> values =
          java.util.stream.IntStream.range(0, cpus).mapToObj(cpu -> cpu * 11 + 1).toList();
      typed.put(7, values);
      assertThat(typed.get(7)).isEqualTo(values);
      assertThat(typed.get(8)).isNull();
      assertThat(typed.toMap()).isEqualTo(Map.of(7, values));
    }
  }

  @KernelTest
  void perCpuArrayBeginsZeroed() {
    try (BpfMap map = BpfMap.create(Assembly.map("pca", MapType.PERCPU_ARRAY, 4, 8, 1))) {
      PerCpuMap<Integer, Long> typed = map.perCpu(INT, LONG);
      assertThat(typed.get(0)).isEqualTo(Collections.nCopies(map.entryBytes() / 8, 0L));
    }
  }

  @KernelTest
  void recordsAndClassesAreKeysAndValues() {
    try (BpfMap map = BpfMap.create(Assembly.map("records", MapType.HASH, 8, 16, 10))) {
      TypedMap<Key, Total> typed =
          map.typed(
              Codec.of(Key.class, MethodHandles.lookup()),
              Codec.of(Total.class, MethodHandles.lookup()));
      Total total = new Total();
      total.nanos = 1L << 40;
      total.count = 3;
      typed.put(new Key(4711, (byte) -1), total);
      Total read = typed.get(new Key(4711, (byte) -1));
      assertThat(read.nanos).isEqualTo(1L << 40);
      assertThat(read.count).isEqualTo(3);
      assertThat(typed.toMap()).containsOnlyKeys(new Key(4711, (byte) -1));
    }
  }

  @KernelTest
  void useAfterCloseSaysSo() {
    BpfMap map = BpfMap.create(Assembly.map("closed", MapType.HASH, 4, 8, 1));
    map.close();
    map.close();
    assertThatThrownBy(() -> map.typed(INT, LONG).get(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @KernelTest
  void codecsThatDoNotFitAreRefusedBeforeAnySystemCall() {
    try (BpfMap map = BpfMap.create(Assembly.map("misfit", MapType.HASH, 4, 8, 1))) {
      assertThatThrownBy(() -> map.typed(LONG, LONG))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("keys of 4 and values of 8 bytes; the codecs have 8 and 8");
    }
  }
}
