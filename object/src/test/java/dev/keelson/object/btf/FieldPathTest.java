package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldPathTest {
  private final BtfBuilder builder = new BtfBuilder();
  private final int u32 = builder.add(new BtfType.Int("u32", 4, false, false, false, 32));
  private final int u64 = builder.add(new BtfType.Int("u64", 8, false, false, false, 64));
  private final int entity =
      struct("entity", 16, new Member("load", u64, 0, 0), new Member("vruntime", u64, 64, 0));
  private final int alternatives =
      builder.add(
          new BtfType.Union(
              "", 8, List.of(new Member("vlag", u64, 0, 0), new Member("vprot", u64, 0, 0))));
  private final int flags =
      struct("", 4, new Member("idle", u32, 0, 1), new Member("weight", u32, 1, 12));
  private final int constEntity = builder.add(new BtfType.Const(entity));
  private final int pointer = builder.add(new BtfType.Pointer(entity));
  private final int task =
      struct(
          "task",
          48,
          new Member("__state", u32, 0, 0),
          new Member("", flags, 32, 0),
          new Member("se", constEntity, 64, 0),
          new Member("", alternatives, 192, 0),
          new Member("parent", pointer, 256, 0),
          new Member("wide", u64, 330, 40));

  private int struct(String name, int size, Member... members) {
    return builder.add(new BtfType.Struct(name, size, List.of(members)));
  }

  private Btf btf() {
    return Btf.read(builder.encode(), "built");
  }

  @Test
  void aPathEntersStructsBehindQualifiers() {
    assertThat(FieldPath.resolve(btf(), task, "se.vruntime"))
        .contains(new ResolvedField(16, u64, 0, 0, 8));
  }

  @Test
  void membersOfAnonymousUnionsAreMembersOfTheStructAround() {
    assertThat(FieldPath.resolve(btf(), task, "vprot"))
        .contains(new ResolvedField(24, u64, 0, 0, 8));
  }

  @Test
  void aBitFieldComesWithTheWordToLoad() {
    assertThat(FieldPath.resolve(btf(), task, "weight"))
        .contains(new ResolvedField(4, u32, 1, 12, 4));
    // 40 bits from bit 330 on: the word at byte 40 starts at bit 320.
    assertThat(FieldPath.resolve(btf(), task, "wide"))
        .contains(new ResolvedField(40, u64, 10, 40, 8));
  }

  @Test
  void aPathThatEndsNowhereResolvesToNothing() {
    for (String path :
        List.of("state", "", ".", "se.", "se.nothing", "parent.load", "__state.x", "weight.x")) {
      assertThat(FieldPath.resolve(btf(), task, path)).as(path).isEmpty();
    }
  }

  @Test
  void namesIncludeThoseOfAnonymousMembersInOrder() {
    assertThat(FieldPath.names(btf(), task))
        .containsExactly("__state", "idle", "weight", "se", "vlag", "vprot", "parent", "wide");
  }

  @Test
  void namesThatReadAlikeAreSuggestedWithThePartsThatWereRight() {
    assertThat(FieldPath.closest(btf(), task, "state")).containsExactly("__state");
    assertThat(FieldPath.closest(btf(), task, "se.vruntme")).containsExactly("se.vruntime");
    assertThat(FieldPath.closest(btf(), task, "completely_different")).isEmpty();
  }

  @Test
  void onlyStructsAndUnionsHaveFields() {
    assertThatThrownBy(() -> FieldPath.resolve(btf(), pointer, "load"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type %d is not a struct or union".formatted(pointer));
  }

  @Test
  void aMemberWithoutASizeIsMalformed() {
    int forward = builder.add(new BtfType.Forward("unseen", false));
    int broken = struct("broken", 8, new Member("inside", forward, 0, 0));

    assertThatThrownBy(() -> FieldPath.resolve(btf(), broken, "inside"))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("a type with a size");
  }

  @Test
  void aStructThatAnonymouslyContainsItselfIsSearchedOnce() {
    int self = builder.nextId();
    struct("self", 8, new Member("", self, 0, 0), new Member("x", u32, 0, 0));

    assertThat(FieldPath.names(btf(), self)).containsExactly("x");
  }

  @Test
  void doublingAnonymousMembersDoNotDoubleTheSearch() {
    // Each of 30 levels holds the next one twice: 2^30 ways down, 30 types.
    int inner = struct("", 4, new Member("deep", u32, 0, 0));
    for (int level = 0; level < 30; level++) {
      List<Member> twice = new ArrayList<>();
      twice.add(new Member("", inner, 0, 0));
      twice.add(new Member("", inner, 0, 0));
      inner = builder.add(new BtfType.Struct("", 4, twice));
    }

    assertThat(FieldPath.resolve(btf(), inner, "missing")).isEmpty();
    assertThat(FieldPath.names(btf(), inner)).containsExactly("deep");
  }
}
