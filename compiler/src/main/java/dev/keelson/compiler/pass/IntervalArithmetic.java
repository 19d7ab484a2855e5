package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;

/** What an operation can give when its operands are from intervals: never less than it can. */
final class IntervalArithmetic {
  private static final long UNSIGNED_INT_MAX = 0xffff_ffffL;

  private IntervalArithmetic() {}

  static Interval binary(Type type, BinaryKind kind, Interval a, Interval b) {
    if (a.single() && b.single()) {
      return Interval.of(Arithmetic.binary(type, kind, a.low(), b.low()));
    }
    Interval all = Interval.all(type);
    return switch (kind) {
      case ADD -> sum(all, a, b.low(), b.high());
      case SUB ->
          b.low() == Long.MIN_VALUE ? all : sum(all, a, Math.negateExact(b.high()), -b.low());
      case MUL -> product(all, a, b);
      case AND -> and(all, a, b);
      case OR, XOR -> or(kind, all, a, b);
      case SHL -> b.single() ? shiftLeft(type, all, a, (int) b.low()) : all;
      case SHR -> shiftRight(type, a, b);
      case USHR -> shiftRightUnsigned(type, all, a, b);
      case DIV -> a.notNegative() && b.low() > 0 ? quotient(a, b) : all;
      case REM -> remainder(all, a, b);
      case UDIV -> a.notNegative() && b.low() > 0 ? quotient(a, b) : all;
      case UREM -> b.low() > 0 ? remainderUnsigned(a, b) : all;
    };
  }

  static Interval unary(Type result, UnaryKind kind, Interval x) {
    if (x.single()) {
      return Interval.of(Arithmetic.unary(result, kind, x.low()));
    }
    Interval all = Interval.all(result);
    return switch (kind) {
      case NEG -> x.low() == all.low() ? all : new Interval(-x.high(), -x.low());
      case BSWAP -> all;
      case BSWAP16 -> new Interval(0, Character.MAX_VALUE);
      case SEXT8 -> cut(x, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SEXT16 -> cut(x, Short.MIN_VALUE, Short.MAX_VALUE);
      case ZEXT16 -> cut(x, 0, Character.MAX_VALUE);
      case SEXT32, HIDE -> x;
      case ZEXT32 -> x.notNegative() ? x : new Interval(0, UNSIGNED_INT_MAX);
      case TRUNC -> cut(x, Integer.MIN_VALUE, Integer.MAX_VALUE);
    };
  }

  /** What a load of that many bytes gives. */
  static Interval loaded(Type type, int sizeBytes, boolean signed) {
    return switch (sizeBytes) {
      case 1 -> signed ? new Interval(Byte.MIN_VALUE, Byte.MAX_VALUE) : new Interval(0, 0xff);
      case 2 -> signed ? new Interval(Short.MIN_VALUE, Short.MAX_VALUE) : new Interval(0, 0xffff);
      default -> Interval.all(type);
    };
  }

  /** Unchanged if it fits, else all that fits: narrowing wraps. */
  private static Interval cut(Interval x, long low, long high) {
    return x.within(low, high) ? x : new Interval(low, high);
  }

  private static Interval sum(Interval all, Interval a, long low, long high) {
    long from = a.low() + low;
    long to = a.high() + high;
    // Math.addExact's own test, without the exception.
    boolean wraps = ((a.low() ^ from) & (low ^ from)) < 0 || ((a.high() ^ to) & (high ^ to)) < 0;
    return wraps || from < all.low() || to > all.high() ? all : new Interval(from, to);
  }

  private static Interval product(Interval all, Interval a, Interval b) {
    if (!a.within(Integer.MIN_VALUE, Integer.MAX_VALUE)
        || !b.within(Integer.MIN_VALUE, Integer.MAX_VALUE)) {
      return all;
    }
    long p = a.low() * b.low();
    long q = a.low() * b.high();
    long r = a.high() * b.low();
    long s = a.high() * b.high();
    Interval product =
        new Interval(
            Math.min(Math.min(p, q), Math.min(r, s)), Math.max(Math.max(p, q), Math.max(r, s)));
    return product.within(all.low(), all.high()) ? product : all;
  }

  private static Interval and(Interval all, Interval a, Interval b) {
    if (a.notNegative() && b.notNegative()) {
      return new Interval(0, Math.min(a.high(), b.high()));
    }
    if (a.notNegative() || b.notNegative()) {
      return new Interval(0, a.notNegative() ? a.high() : b.high());
    }
    return all;
  }

  private static Interval or(BinaryKind kind, Interval all, Interval a, Interval b) {
    if (!a.notNegative() || !b.notNegative()) {
      return all;
    }
    long highest = Math.max(a.high(), b.high());
    long ones = highest == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(highest);
    return new Interval(kind == BinaryKind.OR ? Math.max(a.low(), b.low()) : 0, ones);
  }

  private static Interval shiftLeft(Type type, Interval all, Interval a, int count) {
    int by = count & mask(type);
    boolean fits = a.low() >= all.low() >> by && a.high() <= all.high() >> by;
    return fits ? new Interval(a.low() << by, a.high() << by) : all;
  }

  private static Interval shiftRight(Type type, Interval a, Interval b) {
    if (b.single()) {
      int by = (int) b.low() & mask(type);
      return new Interval(a.low() >> by, a.high() >> by);
    }
    // Towards 0 or -1, however far.
    return new Interval(Math.min(a.low(), 0), Math.max(a.high(), -1));
  }

  private static Interval shiftRightUnsigned(Type type, Interval all, Interval a, Interval b) {
    if (a.notNegative()) {
      return b.single()
          ? new Interval(a.low() >>> (b.low() & mask(type)), a.high() >>> (b.low() & mask(type)))
          : new Interval(0, a.high());
    }
    int by = b.single() ? (int) b.low() & mask(type) : 0;
    return by == 0 ? all : new Interval(0, (type == Type.I32 ? UNSIGNED_INT_MAX : -1L) >>> by);
  }

  private static Interval quotient(Interval a, Interval b) {
    return new Interval(a.low() / b.high(), a.high() / b.low());
  }

  private static Interval remainder(Interval all, Interval a, Interval b) {
    if (b.low() <= 0) {
      return all;
    }
    long most = b.high() - 1;
    return new Interval(
        a.notNegative() ? 0 : Math.max(a.low(), -most), Math.max(0, Math.min(a.high(), most)));
  }

  private static Interval remainderUnsigned(Interval a, Interval b) {
    long most = b.high() - 1;
    return new Interval(0, a.notNegative() ? Math.min(a.high(), most) : most);
  }

  private static int mask(Type type) {
    return type == Type.I32 ? 31 : 63;
  }
}
