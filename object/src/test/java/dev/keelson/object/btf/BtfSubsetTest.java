package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.btf.BtfType.Linkage;
import dev.keelson.object.btf.BtfType.Member;
import dev.keelson.object.btf.BtfType.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfSubsetTest {
  private static final BtfType.Int INT = new BtfType.Int("int", 4, true, false, false, 32);

  private final BtfBuilder builder = new BtfBuilder();
  private final int unrelated = builder.add(new BtfType.Float("double", 8));
  private final int integer = builder.add(INT);
  private final int memory = struct("mm", 8, new Member("x", integer, 0, 0));
  private final int toMemory = builder.add(new BtfType.Pointer(memory));
  private final int entity = struct("entity", 4, new Member("load", integer, 0, 0));
  private final int typedef = builder.add(new BtfType.Typedef("entity_t", entity));
  private final int task =
      struct("task", 16, new Member("se", typedef, 0, 0), new Member("mm", toMemory, 64, 0));
  private final int toTask = builder.add(new BtfType.Pointer(task));
  private final int prototype =
      builder.add(new BtfType.Prototype(0, List.of(new Parameter("task", toTask))));
  private final int function = builder.add(new BtfType.Function("wake", prototype, Linkage.STATIC));
  private final int tag = builder.add(new BtfType.DeclTag("bpf_kfunc", function, -1, false));
  private final Btf whole = Btf.read(builder.encode(), "built");

  private int struct(String name, int size, Member... members) {
    return builder.add(new BtfType.Struct(name, size, List.of(members)));
  }

  private List<BtfType> subset(String... names) {
    Btf subset = Btf.read(BtfSubset.write(whole, List.of(names)), "subset");
    List<BtfType> types = new ArrayList<>();
    for (int id = 1; id < subset.typeCount(); id++) {
      types.add(subset.type(id));
    }
    return types;
  }

  @Test
  void whatLiesInsideIsWholeAndWhatIsPointedToIsAName() {
    assertThat(unrelated).isEqualTo(1);
    assertThat(subset("task"))
        .containsExactly(
            INT,
            new BtfType.Forward("mm", false),
            new BtfType.Pointer(2),
            new BtfType.Struct("entity", 4, List.of(new Member("load", 1, 0, 0))),
            new BtfType.Typedef("entity_t", 4),
            new BtfType.Struct(
                "task", 16, List.of(new Member("se", 5, 0, 0), new Member("mm", 3, 64, 0))));
  }

  @Test
  void aStructThatIsPointedToAndNamedIsWhole() {
    assertThat(subset("task", "mm"))
        .contains(new BtfType.Struct("mm", 8, List.of(new Member("x", 1, 0, 0))));
    assertThat(subset("mm", "task")).isEqualTo(subset("task", "mm"));
  }

  @Test
  void aFunctionKeepsItsSignatureAndItsTags() {
    assertThat(tag).isEqualTo(11);
    assertThat(subset("wake"))
        .containsExactly(
            new BtfType.Forward("task", false),
            new BtfType.Pointer(1),
            new BtfType.Prototype(0, List.of(new Parameter("task", 2))),
            new BtfType.Function("wake", 3, Linkage.STATIC),
            new BtfType.DeclTag("bpf_kfunc", 4, -1, false));
  }

  @Test
  void allNamesThatDoNotExistAreReportedAtOnce() {
    assertThatThrownBy(() -> subset("task", "tusk", "tosk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this BTF has no type or function named tusk, tosk");
  }

  @Test
  void theRunningKernelsTaskHasTheSameLayoutInASmallSubset() throws Exception {
    Btf kernel = KernelBtfFile.read();
    byte[] bytes =
        BtfSubset.write(kernel, List.of("task_struct", "btf_trace_sched_wakeup", "pid_t"));
    Btf subset = Btf.read(bytes, "subset");
    int kernelTask = kernel.find(BtfType.Struct.class, "task_struct").orElseThrow();
    int subsetTask = subset.find(BtfType.Struct.class, "task_struct").orElseThrow();

    assertThat(bytes).hasSizeLessThan(100_000);
    assertThat(FieldPath.names(subset, subsetTask)).isEqualTo(FieldPath.names(kernel, kernelTask));
    for (String field : FieldPath.names(kernel, kernelTask)) {
      assertThat(layout(subset, subsetTask, field))
          .as(field)
          .isEqualTo(layout(kernel, kernelTask, field));
    }
    assertThat(subset.find(BtfType.Struct.class, "mm_struct")).isEmpty();
    assertThat(subset.find(BtfType.Forward.class, "mm_struct")).isPresent();
  }

  /** Place and type as text, because ids differ. */
  private static String layout(Btf btf, int structId, String field) {
    ResolvedField it = FieldPath.resolve(btf, structId, field).orElseThrow();
    return "%d %d %d %d %s"
        .formatted(
            it.byteOffset(),
            it.bitOffset(),
            it.bitSize(),
            it.sizeBytes(),
            CTypeName.of(btf, it.typeId()));
  }
}
