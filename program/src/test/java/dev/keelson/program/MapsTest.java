package dev.keelson.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapsTest {
  static final class Counter {
    long hits;
    int last = 7;
  }

  record Name(int id, @Length(4) byte[] text) {}

  static HashMap<Integer, Long> hash;
  static HashMap<Integer, Long> lru;
  static HashMap<Integer, Counter> counters;
  static HashMap<Integer, Name> names;
  static HashMap<Integer, Long> perCpu;
  static Array<Long> numbers;
  static Array<Counter> counterArray;
  static Array<Name> nameArray;
  static Array<Counter> perCpuArray;
  static Array<Long> perCpuNumbers;
  static LocalStorage<Object, Counter> stored;
  static LocalStorage<Object, Long> storedNumbers;

  @BeforeEach
  void freshMaps() {
    hash = Maps.hash(2);
    lru = Maps.lruHash(2);
    counters = Maps.hash(2);
    names = Maps.hash(2);
    perCpu = Maps.perCpuHash(2);
    numbers = Maps.array(2);
    counterArray = Maps.array(2);
    nameArray = Maps.array(2);
    perCpuArray = Maps.perCpuArray(1);
    perCpuNumbers = Maps.perCpuArray(2);
    stored = Maps.taskStorage();
    storedNumbers = Maps.cgroupStorage();
  }

  static final class Ticking {
    final Timer timer = new Timer();
    int ticks;
    int key;
  }

  static HashMap<Integer, Ticking> ticking;

  private static void tick(int key, Ticking entry) {
    entry.ticks++;
    entry.key = key;
    if (entry.ticks < 3) {
      entry.timer.restart(10);
    }
  }

  @Test
  void aTimerFiresWhenTheTestSaysSo() {
    ticking = Maps.hash(4);
    ticking.put(5, new Ticking());
    ticking.put(6, new Ticking());
    Ticking entry = ticking.get(6);

    assertThat(entry.timer.restart(1)).isFalse();
    assertThat(entry.timer.start(ticking, 10, MapsTest::tick)).isTrue();
    assertThat(entry.timer.fire()).isTrue();
    assertThat(entry.key).isEqualTo(6);
    assertThat(entry.timer.fire()).isTrue();
    assertThat(entry.timer.cancel()).isTrue();
    assertThat(entry.timer.fire()).isFalse();
    assertThat(entry.ticks).isEqualTo(2);
    assertThat(ticking.get(5).ticks).isZero();
  }

  @Test
  void aStorageHasAValueForEachObject() {
    Object task = new Object();

    assertThat(stored.get(task)).isNull();
    stored.getOrCreate(task).hits = 5;
    assertThat(stored.get(task).hits).isEqualTo(5);
    assertThat(stored.get(new Object())).isNull();
    assertThat(stored.delete(task)).isTrue();
    assertThat(stored.delete(task)).isFalse();
    assertThat(stored.getOrCreate(task).hits).isZero();
    assertThat(storedNumbers.getOrCreate(task)).isZero();
    assertThat(storedNumbers.put(task, 7L)).isTrue();
    assertThat(storedNumbers.get(task)).isEqualTo(7L);
  }

  @Test
  void aFullHashRefusesNewKeysAndTakesOldOnes() {
    hash.put(1, 10L);
    hash.put(2, 20L);

    assertThat(hash.put(3, 30L)).isFalse();
    assertThat(hash.putIfAbsent(3, 30L)).isFalse();
    assertThat(hash.put(2, 21L)).isTrue();
    assertThat(hash.get(3)).isNull();
    assertThat(hash.get(2)).isEqualTo(21L);
  }

  @Test
  void aFullLruHashForgetsTheLeastRecentlyUsed() {
    lru.put(1, 10L);
    lru.put(2, 20L);
    lru.get(1);

    assertThat(lru.put(3, 30L)).isTrue();
    assertThat(lru.containsKey(1)).isTrue();
    assertThat(lru.containsKey(2)).isFalse();
  }

  @Test
  void putIfAbsentLeavesAnEntryThatStands() {
    hash.put(1, 10L);

    assertThat(hash.putIfAbsent(1, 11L)).isFalse();
    assertThat(hash.get(1)).isEqualTo(10L);
  }

  @Test
  void removeGivesWhatItTook() {
    hash.put(1, 10L);

    assertThat(hash.remove(1)).isEqualTo(10L);
    assertThat(hash.remove(1)).isNull();
    assertThat(hash.delete(1)).isFalse();
  }

  @Test
  void putCopiesAPlainClassAndGetGivesTheLiveEntry() {
    Counter mine = new Counter();
    counters.put(1, mine);
    mine.hits = 99;
    counters.get(1).hits++;

    assertThat(counters.get(1).hits).isEqualTo(1);
    assertThat(counters.get(1).last).isEqualTo(7);
  }

  @Test
  void arraysOfARecordAreCopiedInAndOut() {
    byte[] text = {1, 2, 3, 4};
    names.put(1, new Name(5, text));
    text[0] = 9;
    names.get(1).text()[1] = 9;

    assertThat(names.get(1).text()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void nullIsNoValue() {
    assertThatThrownBy(() -> hash.put(1, null)).isInstanceOf(NullPointerException.class);
    assertThat(hash.containsKey(1)).isFalse();
  }

  @Test
  void anArrayIsZeroAtFirst() {
    assertThat(numbers.get(1)).isZero();
    assertThat(counterArray.get(0).last).isZero();
    assertThat(nameArray.get(0).id()).isZero();
    assertThat(nameArray.get(0).text()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void aPerCpuArrayIsZeroAtFirstOnEveryCpuAndHasNothingOutside() {
    perCpuNumbers.put(0, 5L);

    onCpu(3, () -> assertThat(perCpuNumbers.get(0)).isZero());
    assertThat(perCpuNumbers.get(1)).isZero();
    assertThat(perCpuNumbers.get(-1)).isNull();
    assertThat(perCpuNumbers.get(2)).isNull();
    assertThat(perCpuNumbers.put(-1, 1L)).isFalse();
  }

  @Test
  void aValueOfAnArrayIsLive() {
    counterArray.get(1).hits++;
    counterArray.get(1).hits++;

    assertThat(counterArray.get(1).hits).isEqualTo(2);
    assertThat(counterArray.get(0).hits).isZero();
  }

  @Test
  void anArrayHasNothingOutside() {
    assertThat(numbers.get(-1)).isNull();
    assertThat(numbers.get(2)).isNull();
    assertThat(numbers.put(2, 1L)).isFalse();
  }

  @Test
  void everyCpuHasItsOwnValue() {
    onCpu(1, () -> perCpuArray.get(0).hits = 5);
    onCpu(1, () -> perCpu.put(1, 10L));

    assertThat(perCpuArray.get(0).hits).isZero();
    assertThat(perCpu.get(1)).isZero();
    onCpu(1, () -> assertThat(perCpuArray.get(0).hits).isEqualTo(5));
    onCpu(1, () -> assertThat(perCpu.get(1)).isEqualTo(10L));
  }

  @Test
  void anArrayThatIsNoStaticFieldSaysWhy() {
    Array<Long> local = Maps.array(1);

    assertThatThrownBy(() -> local.get(0))
        .hasMessageContaining("no static field of dev.keelson.program.MapsTest holds this map");
  }

  private static void onCpu(int cpu, Runnable body) {
    SimulatedKernel.atNanos(0).onCpu(cpu).run(body);
  }
}
