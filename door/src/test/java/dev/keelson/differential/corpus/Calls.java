package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** Methods long enough, and called from places enough, to be functions of their own. */
public final class Calls {
  static final HashMap<Integer, Long> SEEN = Maps.hash(64);

  record Pair(long first, int second) {
    long folded() {
      return first * 31 + second;
    }
  }

  static final class Sum {
    long total;
    int count;
  }

  interface Mixing {
    static long mixed(long value, int amount) {
      return scrambled(scrambled(value, amount), 13 - amount);
    }

    private static long scrambled(long value, int amount) {
      long x = value ^ value >>> (amount & 31);
      x *= 0xbf58_476d_1ce4_e5b9L;
      x ^= x >>> 27;
      x *= 0x94d0_49bb_1331_11ebL;
      x ^= x >>> 31;
      x += amount < 0 ? -x >>> 3 : x << 5;
      x = x % 3 == 0 ? x ^ 0x5555_5555L : x + 0x1234_5678_9abcL;
      x ^= Long.rotateLeft(x, 17);
      x += Long.bitCount(x) * 77L;
      return x;
    }
  }

  private Calls() {}

  @SyscallProgram
  static void mixedFromManyPlaces(Numbers n) {
    n.result = digest(n.a, n.c) ^ digest(n.b, n.d);
    n.small = (int) digest(n.a + n.b, 7);
    if (n.c < n.d) {
      n.flag = (int) digest(n.result, n.small);
    }
  }

  private static long digest(long value, int rounds) {
    long x = value;
    for (int i = 0; i < (rounds & 7); i++) {
      x = (x ^ x >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      x = (x ^ x >>> 27) * 0x94d0_49bb_1331_11ebL;
      x ^= x >>> 31;
      if ((x & 3) == 0) {
        x += rounds;
      } else if ((x & 3) == 1) {
        x -= value;
      } else {
        x ^= 0xff00ff00L;
      }
    }
    return x;
  }

  @SyscallProgram
  static void staticMethodsOfInterfaces(Numbers n) {
    n.result = Mixing.mixed(n.a, n.c) - Mixing.mixed(n.b, n.d);
  }

  @SyscallProgram
  static void longFromAFunctionThatFaults(Numbers n) {
    n.flag = 1;
    n.result = ratio(n.a, n.b & 7);
    n.flag = 2;
    n.result += ratio(n.b, n.c & 3);
    n.flag = 3;
    n.result -= ratio(n.c, n.d & 1);
    n.flag = 4;
  }

  private static long ratio(long up, long down) {
    long x = up;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    x += up / down;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    x += x % down;
    x = x > up ? x - down : x + down;
    x = x < 0 ? -x : x ^ up;
    x += x >>> 5;
    return x ^ x << 9;
  }

  @SyscallProgram
  static void intFromAFunctionThatFaults(Numbers n) {
    n.small = chosen(n.c, n.d, n.a);
    n.flag = chosen(n.d, n.small, n.b);
    n.small += chosen(n.flag, n.c, n.a ^ n.b);
  }

  private static int chosen(int x, int y, long salt) {
    int sum = x * 31 + y;
    sum ^= (int) (salt >>> 32);
    sum += (int) salt * 7;
    sum = (sum & 0x3f) == 0x11 ? sum / (y & 1) : sum ^ x;
    sum = sum < 0 ? ~sum : sum + 5;
    sum ^= sum >>> 15;
    sum *= 0x2c1b_3c6d;
    sum ^= sum >>> 12;
    sum *= 0x297a_2d39;
    sum ^= sum >>> 15;
    sum += x > y ? x - y : y - x;
    sum ^= sum << 3;
    return sum;
  }

  @SyscallProgram
  static void effectsThenAFault(Numbers n) {
    note(n.c & 7, n.a);
    note(n.d & 7, n.b);
    n.flag = 1;
    note(n.c & 3, n.b - n.a);
    n.flag = 2;
  }

  private static void note(int key, long value) {
    Long old = SEEN.get(key);
    long kept = old == null ? 0 : old;
    kept ^= value << 3;
    kept += value >>> 5;
    SEEN.put(key, kept * 3 + 1);
    long other = SEEN.get(key ^ 1);
    kept += other;
    kept ^= kept >>> 11;
    kept *= 0x9e37_79b9L;
    SEEN.put(key, kept);
    SEEN.put(key + 8, kept ^ value);
  }

  @SyscallProgram
  static void objectsAsArguments(Numbers n) {
    Sum sum = new Sum();
    add(sum, new Pair(n.a, n.c), n.d > 0 ? n.b : null);
    add(sum, new Pair(n.b, n.d), n.c > 0 ? n.a : null);
    n.result = sum.total;
    n.small = sum.count;
  }

  private static void add(Sum sum, Pair pair, Long more) {
    sum.total += pair.folded();
    sum.count += pair.second() & 3;
    if (more != null) {
      sum.total ^= more << 3;
      sum.total += more >>> 5;
      sum.count++;
    }
    sum.total ^= sum.total >>> 13;
    sum.total *= 0x9e37_79b9_7f4a_7c15L;
    sum.total ^= sum.total >>> 29;
    sum.count ^= (int) sum.total & 15;
    sum.total += sum.count;
    sum.total ^= pair.first() << 7;
    sum.total -= pair.second() * 3L;
  }

  @SyscallProgram
  static void calledInALoop(Numbers n) {
    for (int i = 0; i < 10; i++) {
      n.result += digest(n.result ^ i, i + n.c);
      n.small ^= chosen(i, n.small | 1, n.result);
    }
    n.flag = chosen(1, 1, 1) + chosen(3, 3, 3);
  }

  @SyscallProgram
  static void functionsOfFunctions(Numbers n) {
    n.result = upper(n.a, n.c) + upper(n.b, n.d);
    n.small = (int) upper(n.result, 1);
  }

  private static long upper(long value, int amount) {
    long x = middle(value, amount) ^ value;
    x += middle(x, amount + 1);
    for (int i = 0; i < 3; i++) {
      x ^= x >>> 9;
      x *= 0x2545_f491_4f6c_dd1dL;
      x += (long) i * amount;
    }
    return x - middle(x ^ 99, -amount) / (amount & 15);
  }

  private static long middle(long value, int amount) {
    return digest(value, amount) + ratio(value, amount | 1) * 3 + ratio(value ^ 5, 9);
  }

  private static <T extends Number> long generic(T one, int by) {
    long x = one.longValue();
    return x * by;
  }

  @SyscallProgram
  static void genericsAfterErasure(Numbers n) {
    n.result = Calls.<Long>generic(n.a, n.c) + Calls.<Integer>generic(n.d, 3);
  }
}
