package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.Value;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a value can be in one turn. */
class TurnIntervalsTest {
  /** Eight to the eleventh ways lead through it: an hour, if each were followed. */
  @Test
  void eachMeetingOfWaysIsFollowedOnce() {
    Function function = IrParser.parse(meetings(11));
    Block last = function.blocks().getLast();
    Value met = last.parameters().getFirst();
    Dominators dominators = Dominators.of(function);
    TurnIntervals intervals = new TurnIntervals(function, dominators);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(intervals.at(last, met)).isEqualTo(new Interval(0, 255)));
  }

  @Test
  void whatWasFoundIsForgottenWithAnAssumption() {
    Function function = IrParser.parse(meetings(2));
    Block last = function.blocks().getLast();
    Value met = last.parameters().getFirst();
    TurnIntervals intervals = new TurnIntervals(function, Dominators.of(function));
    Value first = function.entry().instructions().get(1).result();

    assertThat(intervals.at(last, met)).isEqualTo(new Interval(0, 255));
    intervals.assume(first, Interval.of(7));
    assertThat(intervals.at(last, met)).isEqualTo(Interval.of(7));
  }

  /** A byte, which goes on by one of eight ways to where they meet, again and again. */
  private static String meetings(int meetings) {
    StringBuilder text =
        new StringBuilder(
            """
            function f(POINTER) I32
            b0:
              v0 POINTER = parameter 0
              v1 I32 = load unsigned 1 v0+0
              v2 I32 = load unsigned 4 v0+4
              v3 I32 = load unsigned 4 v0+8
              jump b1(v1)
            """);
    int block = 1;
    int value = 4;
    for (int i = 0; i < meetings; i++) {
      int met = block + 7;
      text.append("b%d(v%d I32):\n".formatted(block, value));
      text.append("  branch LT v2, v3, b%d, b%d\n".formatted(block + 1, block + 2));
      for (int side = 1; side <= 2; side++) {
        int left = block + 1 + 2 * side;
        text.append("b%d:\n".formatted(block + side));
        text.append("  branch ULT v2, v3, b%d, b%d\n".formatted(left, left + 1));
      }
      for (int way = 3; way <= 6; way++) {
        String on = "b%d(v%d)".formatted(met, value);
        text.append("b%d:\n  branch EQ v2, v3, %s, %s\n".formatted(block + way, on, on));
      }
      block = met;
      value++;
    }
    return text.append("b%d(v%d I32):\n  return v%d\n".formatted(block, value, value)).toString();
  }
}
