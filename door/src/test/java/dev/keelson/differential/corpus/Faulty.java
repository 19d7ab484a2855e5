package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** What throws on the JVM ends the program, and what it did before stays. */
public final class Faulty {
  static final HashMap<Integer, Long> SEEN = Maps.hash(64);

  static final class Box {
    long value;
  }

  static final HashMap<Integer, Box> BOXES = Maps.hash(64);

  private Faulty() {}

  @SyscallProgram
  static void divisionAfterAnEffect(Numbers n) {
    n.flag = 5;
    SEEN.put(n.c & 3, n.a);
    n.small = n.c / (n.d & 1);
    n.flag = 6;
  }

  @SyscallProgram
  static void unboxingNull(Numbers n) {
    n.flag = 1;
    long value = SEEN.get(n.c & 7);
    n.result = value;
    n.flag = 2;
  }

  @SyscallProgram
  static void fieldOfNull(Numbers n) {
    n.flag = 1;
    if ((n.d & 1) == 0) {
      BOXES.put(n.c & 7, new Box());
    }
    BOXES.get(n.a > 0 ? n.c & 7 : n.d & 7).value += n.b;
    n.flag = 2;
  }

  @SyscallProgram
  static void faultInACall(Numbers n) {
    n.result = quotient(n.a, n.b & 3);
    n.small = (int) quotient(n.a, n.c & 1);
    n.flag = 2;
  }

  private static long quotient(long dividend, long divisor) {
    return dividend / divisor;
  }

  @SyscallProgram
  static void faultInALoop(Numbers n) {
    for (int i = 3; i > -3; i--) {
      n.result += 100 / (i + (n.c & 7));
      n.flag++;
    }
  }

  @SyscallProgram
  static void unsignedDivisionByZero(Numbers n) {
    n.flag = 1;
    n.small = Integer.remainderUnsigned(n.c, n.d & 1);
    n.flag = 2;
    n.result = Long.divideUnsigned(n.a, n.b & 1);
    n.flag = 3;
  }

  @SyscallProgram
  static void constantNullOnOneWay(Numbers n) {
    Box box = n.c > 0 ? new Box() : null;
    Box none = null;
    n.flag = 1;
    Box chosen = n.d > 0 ? box : same(none.value > 0 ? box : none);
    n.flag = 2;
    chosen.value = n.a;
    n.result = chosen.value;
  }

  private static Box same(Box box) {
    return box;
  }
}
