package dev.keelson.compiler.pass;

import org.junit.jupiter.api.Test;

/** One slot for one key, where nothing can have changed it. */
class SharedSlotsTest {
  @Test
  void aKeyThatIsUsedTwiceIsWrittenOnce() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 POINTER = map "M"
          v2 POINTER = slot 4 "key"
          v3 POINTER = slot 4 "key"
          v4 POINTER = slot 8 "value"
          v9 POINTER = const 0
          v8 I64 = const 1
          store 4 v2+0, v0
          v5 POINTER = helper map_lookup_elem(v1, v2)
          branch EQ v5, v9, b1, b2
        b1:
          store 4 v3+0, v0
          store 8 v4+0, v8
          v6 I64 = helper map_update_elem(v1, v3, v4, v8)
          return v0
        b2:
          return v0
        """,
        SharedSlots::run,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 POINTER = map "M"
          v2 POINTER = slot 4 "key"
          v4 POINTER = slot 8 "value"
          v9 POINTER = const 0
          v8 I64 = const 1
          store 4 v2+0, v0
          v5 POINTER = helper map_lookup_elem(v1, v2)
          branch EQ v5, v9, b1, b2
        b1:
          store 8 v4+0, v8
          v6 I64 = helper map_update_elem(v1, v2, v4, v8)
          return v0
        b2:
          return v0
        """);
  }

  @Test
  void aSlotThatAHelperWritesIsNotShared() {
    String probed =
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 POINTER = map "M"
          v2 POINTER = slot 4 "key"
          v3 POINTER = slot 4 "key"
          v4 I64 = const 4
          store 4 v2+0, v0
          v5 I64 = helper probe_read_kernel(v2, v4, v1)
          store 4 v3+0, v0
          v6 POINTER = helper map_lookup_elem(v1, v3)
          return v0
        """;
    PassText.assertChange(probed, SharedSlots::run, probed);
  }

  @Test
  void slotsOfWaysThatExcludeEachOtherStayApart() {
    String apart =
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 POINTER = map "M"
          v2 POINTER = slot 4 "key"
          v3 POINTER = slot 4 "key"
          v4 I32 = const 0
          branch EQ v0, v4, b1, b2
        b1:
          store 4 v2+0, v0
          v5 POINTER = helper map_lookup_elem(v1, v2)
          return v0
        b2:
          store 4 v3+0, v0
          v6 POINTER = helper map_lookup_elem(v1, v3)
          return v0
        """;
    PassText.assertChange(apart, SharedSlots::run, apart);
  }

  @Test
  void aSlotThatIsWrittenAgainAfterItWasReadIsNotShared() {
    String again =
        """
        function f(I32, I32) I32
        b0:
          v0 I32 = parameter 0
          v7 I32 = parameter 1
          v1 POINTER = map "M"
          v2 POINTER = slot 4 "key"
          v3 POINTER = slot 4 "key"
          store 4 v2+0, v0
          v5 POINTER = helper map_lookup_elem(v1, v2)
          store 4 v2+0, v7
          v6 POINTER = helper map_lookup_elem(v1, v2)
          store 4 v3+0, v0
          v8 POINTER = helper map_lookup_elem(v1, v3)
          return v0
        """;
    PassText.assertChange(again, SharedSlots::run, again);
  }
}
