package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.btf.BtfType.Enumerator;
import dev.keelson.object.btf.BtfType.Linkage;
import dev.keelson.object.btf.BtfType.Member;
import dev.keelson.object.btf.BtfType.Parameter;
import dev.keelson.object.btf.BtfType.SectionVariable;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfBuilderTest {
  /** One type of each kind; ids are positions, from 1. */
  static final List<BtfType> EVERY_KIND =
      List.of(
          new BtfType.Int("int", 4, true, false, false, 32),
          new BtfType.Int("_Bool", 1, false, true, false, 8),
          new BtfType.Int("char", 1, false, false, true, 8),
          new BtfType.Pointer(5),
          new BtfType.Struct(
              "node", 16, List.of(new Member("next", 4, 0, 0), new Member("count", 1, 64, 0))),
          new BtfType.Struct(
              "flags", 4, List.of(new Member("low", 1, 0, 3), new Member("high", 1, 3, 29))),
          new BtfType.Union("", 4, List.of(new Member("a", 1, 0, 0), new Member("b", 1, 0, 0))),
          new BtfType.Array(1, 1, 7),
          new BtfType.Enum("signs", 4, true, List.of(new Enumerator("MINUS", -1))),
          new BtfType.Enum("marks", 4, false, List.of(new Enumerator("TOP", 0xffff_ffffL))),
          new BtfType.Enum64("wide", 8, true, List.of(new Enumerator("LEAST", Long.MIN_VALUE))),
          new BtfType.Forward("unseen", false),
          new BtfType.Forward("unseen_union", true),
          new BtfType.Typedef("number", 1),
          new BtfType.Volatile(1),
          new BtfType.Const(1),
          new BtfType.Restrict(4),
          new BtfType.TypeTag("percpu", 1, false),
          new BtfType.TypeTag("address_space(1)", 1, true),
          new BtfType.Prototype(1, List.of(new Parameter("x", 1), new Parameter("", 0))),
          new BtfType.Function("printf", 20, Linkage.EXTERN),
          new BtfType.Variable("counter", 1, Linkage.GLOBAL),
          new BtfType.DataSection(".data", 4, List.of(new SectionVariable(22, 0, 4))),
          new BtfType.Float("double", 8),
          new BtfType.DeclTag("kfunc", 21, -1, false),
          new BtfType.DeclTag("aligned", 5, 1, true));

  static byte[] everyKind() {
    BtfBuilder builder = new BtfBuilder();
    EVERY_KIND.forEach(builder::add);
    return builder.encode();
  }

  @Test
  void everyKindReadsBackAsItWasAdded() {
    Btf btf = Btf.read(everyKind(), "built");

    assertThat(btf.typeCount()).isEqualTo(EVERY_KIND.size() + 1);
    for (int id = 1; id < btf.typeCount(); id++) {
      assertThat(btf.type(id)).isEqualTo(EVERY_KIND.get(id - 1));
    }
  }

  @Test
  void theHeaderIsTheOneOfTheKernel() {
    BtfBuilder builder = new BtfBuilder();
    builder.add(new BtfType.Pointer(0));

    // struct btf_header, then one struct btf_type of kind 2, then the empty string.
    assertThat(builder.encode())
        .containsExactly(
            0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, //
            0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, //
            0);
  }

  @Test
  void aStringIsStoredOnce() {
    BtfBuilder builder = new BtfBuilder();

    int offset = builder.string("node");

    assertThat(builder.string("")).isZero();
    assertThat(builder.string("node")).isEqualTo(offset);
    assertThat(Btf.read(builder.encode(), "built").string(offset)).isEqualTo("node");
  }

  @Test
  void aStringWithAZeroInsideIsRefused() {
    assertThatThrownBy(() -> new BtfBuilder().string("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("first zero");
  }

  @Test
  void moreMembersThanBtfCanCountAreRefused() {
    BtfType tooMany =
        new BtfType.Union("u", 4, Collections.nCopies(65_536, new Member("m", 1, 0, 0)));

    assertThatThrownBy(() -> new BtfBuilder().add(tooMany))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of parts of a type: 65536, at most 65535 fits");
  }

  @Test
  void aBitOffsetTooFarForABitFieldIsRefused() {
    BtfType far = new BtfType.Struct("s", 1 << 22, List.of(new Member("m", 1, 1 << 24, 3)));

    assertThatThrownBy(() -> new BtfBuilder().add(far))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bit offset beside a bit field: 16777216");
  }
}
