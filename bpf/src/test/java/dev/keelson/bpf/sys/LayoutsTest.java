package dev.keelson.bpf.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.testkit.KernelTest;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every layout against the running kernel's own description of it. */
class LayoutsTest {
  private final Btf btf = KernelBtf.load();

  @KernelTest
  void attributesLieAsTheKernelSays() {
    for (StructLayout layout :
        new StructLayout[] {
          MapCreateAttr.LAYOUT, MapElementAttr.LAYOUT, ProgramLoadAttr.LAYOUT, BtfLoadAttr.LAYOUT,
        }) {
      assertThat(anonymousPartOf("bpf_attr", layout)).containsAllEntriesOf(offsets(layout));
    }
  }

  @KernelTest
  void namedPartsOfTheAttributeLieAsTheKernelSays() {
    Map.of(
            "test", TestRunAttr.LAYOUT,
            "info", InfoAttr.LAYOUT,
            "raw_tracepoint", RawTracepointAttr.LAYOUT,
            "link_create", LinkCreateAttr.LAYOUT,
            "enable_stats", EnableStatsAttr.LAYOUT)
        .forEach((part, layout) ->
            assertThat(kernelOffsets(memberType("bpf_attr", part)))
                .as(part)
                .containsAllEntriesOf(offsets(layout)));
  }

  @KernelTest
  void partsOfALinkLieAsTheKernelSays() {
    int attr = btf.find(BtfType.Union.class, "bpf_attr").orElseThrow();
    Map.of(
            "perf_event.", LinkCreateAttr.PERF_EVENT,
            "", LinkCreateAttr.ITERATOR,
            "kprobe_multi.", LinkCreateAttr.KPROBE_MULTI,
            "uprobe_multi.", LinkCreateAttr.UPROBE_MULTI)
        .forEach((part, layout) ->
            offsets(layout)
                .forEach((name, offset) ->
                    assertThat(FieldPath.resolve(btf, attr, "link_create." + part + name))
                        .as(part + name)
                        .hasValueSatisfying(place ->
                            assertThat((long) place.byteOffset())
                                .isEqualTo(LinkCreateAttr.PART + offset))));
  }

  @KernelTest
  void programInfoLiesAsTheKernelSays() {
    int id = btf.find(BtfType.Struct.class, "bpf_prog_info").orElseThrow();
    assertThat(kernelOffsets(id)).containsAllEntriesOf(offsets(ProgramInfoLayout.LAYOUT));
    assertThat(btf.sizeOf(id)).isGreaterThanOrEqualTo(232);
  }

  @KernelTest
  void mapAndBtfInfoLieAsTheKernelSays() {
    int map = btf.find(BtfType.Struct.class, "bpf_map_info").orElseThrow();
    int types = btf.find(BtfType.Struct.class, "bpf_btf_info").orElseThrow();
    assertThat(kernelOffsets(map)).containsAllEntriesOf(offsets(MapInfoLayout.LAYOUT));
    assertThat(kernelOffsets(types)).containsAllEntriesOf(offsets(BtfInfoLayout.LAYOUT));
  }

  @KernelTest
  void idsLieAsTheKernelSays() {
    int attr = btf.find(BtfType.Union.class, "bpf_attr").orElseThrow();
    assertThat(FieldPath.resolve(btf, attr, "prog_id").orElseThrow().byteOffset())
        .isEqualTo((int) IdAttr.ID);
    assertThat(FieldPath.resolve(btf, attr, "next_id").orElseThrow().byteOffset())
        .isEqualTo((int) IdAttr.NEXT_ID);
    assertThat(FieldPath.resolve(btf, attr, "open_flags").orElseThrow().byteOffset()).isEqualTo(8);
  }

  @KernelTest
  void perfEventAttributeLiesAsTheKernelSays() {
    int id = btf.find(BtfType.Struct.class, "perf_event_attr").orElseThrow();
    assertThat(kernelOffsets(id)).containsAllEntriesOf(offsets(PerfEventAttr.LAYOUT));
  }

  private static Map<String, Long> offsets(StructLayout layout) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    for (MemoryLayout member : layout.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        String name = member.name().orElseThrow();
        offsets.put(name, layout.byteOffset(MemoryLayout.PathElement.groupElement(name)));
      }
    }
    return offsets;
  }

  /** The anonymous struct of a union that has the layout's first member at its start. */
  private Map<String, Long> anonymousPartOf(String union, StructLayout layout) {
    String first = layout.memberLayouts().getFirst().name().orElseThrow();
    BtfType.Composite whole =
        (BtfType.Composite) btf.type(btf.find(BtfType.Union.class, union).orElseThrow());
    return whole.members().stream()
        .filter(member -> member.name().isEmpty())
        .map(member -> kernelOffsets(member.type()))
        .filter(part -> part.containsKey(first) && part.get(first) == 0)
        .filter(part -> part.keySet().containsAll(offsets(layout).keySet()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no part of " + union + " begins with " + first));
  }

  private int memberType(String union, String name) {
    BtfType.Composite whole =
        (BtfType.Composite) btf.type(btf.find(BtfType.Union.class, union).orElseThrow());
    Optional<BtfType.Member> found =
        whole.members().stream().filter(member -> member.name().equals(name)).findFirst();
    return found.orElseThrow().type();
  }

  /** Byte offsets by name, anonymous members searched; a bit field by the word it begins. */
  private Map<String, Long> kernelOffsets(int id) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    collect(id, 0, offsets);
    return offsets;
  }

  private void collect(int id, long base, Map<String, Long> offsets) {
    if (btf.type(btf.skipModifiers(id)) instanceof BtfType.Composite composite) {
      for (BtfType.Member member : composite.members()) {
        long offset = base + member.bitOffset() / 8;
        if (member.name().isEmpty()) {
          collect(member.type(), offset, offsets);
        } else {
          offsets.putIfAbsent(member.name(), offset);
        }
      }
    }
  }
}
