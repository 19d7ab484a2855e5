package dev.keelson.differential;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a method under test is given, and where it leaves its answer. */
public final class Numbers {
  static final int BYTES = 40;

  public long a;
  public long b;
  public int c;
  public int d;
  public long result;
  public int small;
  public int flag;

  Numbers copy() {
    return of(bytes());
  }

  /** As the compiler lays the fields out: in order, each naturally aligned. */
  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(a)
        .putLong(b)
        .putInt(c)
        .putInt(d)
        .putLong(result)
        .putInt(small)
        .putInt(flag)
        .array();
  }

  static Numbers of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Numbers numbers = new Numbers();
    numbers.a = buffer.getLong();
    numbers.b = buffer.getLong();
    numbers.c = buffer.getInt();
    numbers.d = buffer.getInt();
    numbers.result = buffer.getLong();
    numbers.small = buffer.getInt();
    numbers.flag = buffer.getInt();
    return numbers;
  }

  @Override
  public String toString() {
    return "a=%d b=%d c=%d d=%d result=%d small=%d flag=%d"
        .formatted(a, b, c, d, result, small, flag);
  }
}
