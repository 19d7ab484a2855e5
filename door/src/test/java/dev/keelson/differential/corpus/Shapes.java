package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Control flow of every shape that javac emits. */
@SuppressWarnings({
  "LabelledBreakTarget",
  "OperatorPrecedence",
  "StatementSwitchToExpressionSwitch"
}) // these are shapes
public final class Shapes {
  private Shapes() {}

  @SyscallProgram
  static void labelledBlocks(Numbers n) {
    done:
    {
      if (n.a > n.b) {
        n.flag = 1;
        break done;
      }
      inner:
      {
        if (n.c == n.d) {
          break inner;
        }
        n.flag = 2;
        if (n.c > 0) {
          break done;
        }
      }
      n.small = 3;
    }
    n.result = n.flag * 10L + n.small;
  }

  @SyscallProgram
  static void breaksOutOfThree(Numbers n) {
    one:
    for (int i = 0; i < 4; i++) {
      two:
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          n.small += i + j * 3 + k * 7;
          if (((n.c + i + j + k) & 7) == 0) {
            continue two;
          }
          if (((n.d + i * j - k) & 15) == 3) {
            continue one;
          }
          if (((n.a ^ (i + j + k)) & 31) == 9) {
            break two;
          }
          if (n.small > 400) {
            break one;
          }
        }
        n.flag++;
      }
      n.result += n.small;
    }
  }

  @SyscallProgram
  @SuppressWarnings("fallthrough") // it is part of the language
  static void switchesInALoop(Numbers n) {
    int state = n.c & 3;
    loop:
    for (int i = 0; i < 12; i++) {
      switch (state) {
        case 0:
          state = (int) (n.a >>> i) & 3;
          continue;
        case 1:
          switch ((int) (n.b >>> i) & 3) {
            case 0:
              break loop;
            case 1:
              state = 2;
              break;
            case 2:
              n.flag++;
            default:
              state = 3;
          }
          break;
        case 2:
          n.small++;
        // falls through
        default:
          state = (state + n.d) & 3;
      }
      n.result = n.result * 5 + state;
    }
  }

  @SyscallProgram
  static void ternariesOfTernaries(Numbers n) {
    n.result =
        n.a > 0
            ? n.b > 0 ? n.a + n.b : n.c > 0 ? n.a - n.b : n.b
            : n.b > 0 ? n.d > 0 ? n.b - n.a : n.a : n.c == n.d ? 7 : -7;
    n.small = (n.c > n.d ? n.c : n.d) - (n.c < n.d ? n.c : n.d) + (n.a == n.b ? 1 : 0);
    n.flag = (n.a > 0 == n.b > 0 ? n.c : n.d) & (n.c != 0 ? 0xff : 0xff00);
  }

  @SyscallProgram
  static void conditionsOfConditions(Numbers n) {
    if ((n.a > 0 || n.b > 0) && (n.c > 0 || n.d > 0 && n.a != n.b) || !(n.c == n.d || n.a < n.b)) {
      n.flag = 1;
    } else if (n.a > 10 ? n.b > 10 : n.c > 10) {
      n.flag = 2;
    }
    int i = 0;
    while (i < 5 && (n.flag != 2 || i < 3) && !(i == 4 && n.c > 0)) {
      i++;
    }
    n.small = i;
    boolean odd = (n.c & 1) != 0 ^ (n.d & 1) != 0;
    odd |= n.a == 0;
    odd &= n.b != 0 || n.small > 3;
    n.result = odd ? 1 : 0;
  }

  @SyscallProgram
  static void earlyReturnsInLoops(Numbers n) {
    n.result = firstPrimeFactor((n.c & 255) + 2) * 1000L + firstPrimeFactor((n.d & 255) + 2);
  }

  private static int firstPrimeFactor(int number) {
    if (number % 2 == 0) {
      return 2;
    }
    for (int i = 3; i < 16; i += 2) {
      if (number % i == 0) {
        return i;
      }
    }
    return number;
  }

  @SyscallProgram
  static void emptyBodies(Numbers n) {
    int i = 0;
    for (; i < 10 && (n.a >>> i & 1) == 0; i++) {}
    int j = 20;
    while (--j > 5) {}
    do {} while (++j < 9);
    if (n.c > 0) {}
    switch (n.d) {
      default:
    }
    n.small = i * 100 + j;
  }

  @SyscallProgram
  static void assignmentsAsConditions(Numbers n) {
    int x;
    int steps = 0;
    while ((x = n.c >>> steps & 3) != 3 && ++steps < 30) {
      n.flag += x;
    }
    long y;
    n.result = (y = n.a) > n.b ? y++ + ++y : (y -= n.b) * (y = 3);
    n.small = steps + (int) y;
  }

  @SyscallProgram
  static void switchesThatYield(Numbers n) {
    n.small =
        switch (n.c & 3) {
          case 0 -> {
            int sum = 0;
            for (int i = 0; i < 4; i++) {
              if ((n.d & i) == 2) {
                continue;
              }
              sum += i;
            }
            yield sum;
          }
          case 1 -> n.d > 0 ? 10 : 20;
          case 2 -> {
            if (n.a > n.b) {
              yield 30;
            }
            yield 40;
          }
          default -> n.d / (n.c & 4);
        };
  }
}
