package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.MalformedObjectException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: a value or a MalformedObjectException, and soon. */
class DamagedBtfTest {
  private static final byte[] BUILT = BtfBuilderTest.everyKind();

  @Property(tries = 5000)
  void builtTypesWithAnyBytesChangedAreReadOrRefused(
      @ForAll List<@IntRange(min = 0, max = 5000) Integer> places, @ForAll byte value) {
    byte[] damaged = BUILT.clone();
    for (int place : places) {
      damaged[place % damaged.length] = value;
    }
    readAll(damaged);
  }

  @Property
  void builtTypesCutShortAreReadOrRefused(@ForAll @IntRange(max = 5000) int length) {
    readAll(Arrays.copyOf(BUILT, Math.min(length, BUILT.length)));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readAll(bytes);
  }

  /** The seed is fixed: what is random is which byte, and a failure names the round. */
  @Test
  void theRunningKernelsTypesWithAByteChangedAreReadOrRefused() throws IOException {
    byte[] task = BtfSubset.write(KernelBtfFile.read(), List.of("task_struct", "wake_up_process"));
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = task.clone();
      for (int change = 0; change <= round % 4; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      readAll(damaged);
    }
  }

  private static void readAll(byte[] bytes) {
    Btf btf;
    try {
      btf = Btf.read(bytes, "damaged");
    } catch (MalformedObjectException refused) {
      assertThat(refused).hasMessageStartingWith("damaged, byte ");
      return;
    }
    btf.find(BtfType.Struct.class, "node");
    for (int id = 1; id < btf.typeCount(); id++) {
      try {
        read(btf, id);
      } catch (MalformedObjectException refused) {
        assertThat(refused).hasMessageStartingWith("damaged, byte ");
      }
    }
  }

  private static void read(Btf btf, int id) {
    BtfType type = btf.type(id);
    btf.skipModifiers(id);
    assertThat(CTypeName.of(btf, id)).isNotNull();
    if (type instanceof BtfType.Composite) {
      assertThat(btf.sizeOf(id)).isNotNegative();
      for (String name : FieldPath.names(btf, id)) {
        FieldPath.resolve(btf, id, name);
      }
    }
    if (!type.name().isEmpty() && btf.find(type.getClass(), type.name()).isPresent()) {
      try {
        BtfSubset.write(btf, List.of(type.name()));
      } catch (IllegalArgumentException notARoot) {
        assertThat(notARoot).hasMessageContaining("no type or function named");
      }
    }
  }
}
