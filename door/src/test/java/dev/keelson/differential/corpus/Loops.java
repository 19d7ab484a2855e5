package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Loops that end. */
public final class Loops {
  private Loops() {}

  @SyscallProgram
  static void counted(Numbers n) {
    long sum = 0;
    for (int i = 0; i < 20; i++) {
      sum = sum * 31 + (n.a ^ i);
    }
    n.result = sum;
  }

  @SyscallProgram
  static void nested(Numbers n) {
    int sum = n.c;
    for (int i = 0; i < 6; i++) {
      for (int j = i; j < 6; j++) {
        sum += i * j ^ n.d;
      }
    }
    n.small = sum;
  }

  @SyscallProgram
  static void breaksAndContinues(Numbers n) {
    for (int i = 0; i < 32; i++) {
      if ((n.a >>> i & 1) == 0) {
        continue;
      }
      n.flag++;
      if (n.flag > 5) {
        n.small = i;
        break;
      }
    }
  }

  @SyscallProgram
  static void boundedByTheInput(Numbers n) {
    int limit = n.c & 15;
    long product = 1;
    for (int i = 0; i < limit; i++) {
      product *= n.b + i;
    }
    n.result = product;
  }

  @SyscallProgram
  static void swappedInTheLoop(Numbers n) {
    long x = n.a;
    long y = n.b;
    for (int i = 0; i < 9; i++) {
      long old = x;
      x = y;
      y = old + y;
    }
    n.result = x;
    n.small = (int) y;
  }

  @SyscallProgram
  static void doWhile(Numbers n) {
    int i = 0;
    do {
      n.result += n.a >> i;
      i += 3;
    } while (i < 12 && n.result != n.b);
    n.small = i;
  }

  /** The mask changes nothing, but the verifier knows the loop's end by nothing else. */
  @SyscallProgram
  static void maskedRemainderAsBound(Numbers n) {
    for (int i = 1; i != 0; i--) {
      long end = i % 7L & 63;
      for (long j = 0; j < end; j++) {
        n.result += n.a;
      }
    }
  }

  /** Inner loops give jump threading and its repair much to order. */
  @SyscallProgram
  static void nestedThatIsLeft(Numbers n) {
    outer:
    for (int i = 0; i < 8; i++) {
      for (int j = 8; j > 0; j--) {
        n.small++;
        if (n.c + i < n.d) {
          continue outer;
        }
        if (n.a == j) {
          break outer;
        }
      }
    }
  }
}
