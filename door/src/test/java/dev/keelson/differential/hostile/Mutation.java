package dev.keelson.differential.hostile;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damage to a class file: anywhere, in its table of constants, or in the code of its methods. */
final class Mutation {
  private static final int[] EDGES = {0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff};

  /** {@code CONSTANT_Utf8} to {@code CONSTANT_Package}, and two that are none (JVMS 4.4). */
  private static final int TAGS = 22;

  /** Behind magic and version stands the number of constants, then the constants (JVMS 4.1). */
  private static final int CONSTANTS = 8;

  private final byte[] whole;
  private final List<Range> code;
  private final SplittableRandom random;

  /** Bytes from {@code start} to before {@code end}. */
  private record Range(int start, int end) {}

  Mutation(byte[] whole, SplittableRandom random) {
    this.whole = whole;
    this.code = code(whole);
    this.random = random;
  }

  /** Where the methods' instructions lie. */
  private static List<Range> code(byte[] whole) {
    List<Range> found = new ArrayList<>();
    ClassFile.of().parse(whole).methods().stream()
        .flatMap(method -> method.findAttribute(Attributes.code()).stream())
        .forEach(attribute -> {
          byte[] instructions = attribute.codeArray();
          int at = indexOf(whole, instructions);
          found.add(new Range(at, at + instructions.length));
        });
    return found;
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i <= whole.length - part.length; i++) {
      if (Arrays.mismatch(whole, i, i + part.length, part, 0, part.length) < 0) {
        return i;
      }
    }
    throw new AssertionError("a class file holds the code of its methods");
  }

  /** The class file with something, or a few things, changed. */
  byte[] next() {
    byte[] damaged = whole.clone();
    int changes = random.nextInt(4) == 0 ? random.nextInt(2, 9) : 1;
    for (int i = 0; i < changes; i++) {
      change(damaged);
    }
    return switch (random.nextInt(24)) {
      case 0 -> Arrays.copyOf(damaged, random.nextInt(damaged.length));
      case 1 -> without(damaged, random.nextInt(damaged.length), random.nextInt(1, 9));
      case 2 -> doubled(damaged, random.nextInt(damaged.length), random.nextInt(1, 9));
      default -> damaged;
    };
  }

  private void change(byte[] damaged) {
    Range everywhere = new Range(CONSTANTS, damaged.length);
    Range method = code.isEmpty() ? everywhere : code.get(random.nextInt(code.size()));
    switch (random.nextInt(10)) {
      case 0 -> damaged[at(everywhere)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged[at(everywhere)] = (byte) random.nextInt(256);
      case 2 -> putShort(damaged, at(everywhere), EDGES[random.nextInt(EDGES.length)]);
      case 3 -> putShort(damaged, at(everywhere), random.nextInt(256));
      case 4 -> damaged[constant(damaged)] = (byte) random.nextInt(TAGS);
      case 5 -> System.arraycopy(damaged, at(everywhere), damaged, at(everywhere), 0);
      case 6 -> damaged[at(method)] = (byte) random.nextInt(0xca); // an instruction, JVMS 6.5
      case 7 -> putShort(damaged, at(method), random.nextInt(-40, 40)); // a jump, more or less
      case 8 -> damaged[at(method)] ^= (byte) (1 << random.nextInt(8));
      default -> moved(damaged, at(method), at(method), random.nextInt(1, 6));
    }
  }

  private int at(Range range) {
    return random.nextInt(range.start(), range.end());
  }

  /** Where a constant begins. */
  private int constant(byte[] bytes) {
    int count = ((bytes[CONSTANTS] & 0xff) << 8) | (bytes[CONSTANTS + 1] & 0xff);
    int wanted = random.nextInt(1, Math.max(2, count));
    int at = CONSTANTS + 2;
    for (int i = 1; i < wanted && at + 3 < bytes.length; i++) {
      at +=
          switch (bytes[at]) {
            case PoolEntry.TAG_UTF8 -> 3 + (((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff));
            case PoolEntry.TAG_LONG, PoolEntry.TAG_DOUBLE -> 9;
            case PoolEntry.TAG_CLASS,
                PoolEntry.TAG_STRING,
                PoolEntry.TAG_METHOD_TYPE,
                PoolEntry.TAG_MODULE,
                PoolEntry.TAG_PACKAGE ->
                3;
            case PoolEntry.TAG_METHOD_HANDLE -> 4;
            default -> 5;
          };
    }
    return Math.min(at, bytes.length - 1);
  }

  private static void putShort(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    if (at + 1 < bytes.length) {
      bytes[at + 1] = (byte) value;
    }
  }

  private static void moved(byte[] bytes, int from, int to, int length) {
    int fits = Math.min(length, bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, bytes, to, fits);
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    int end = Math.min(bytes.length, at + length);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
    return shorter;
  }

  private static byte[] doubled(byte[] bytes, int at, int length) {
    int end = Math.min(bytes.length, at + length);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + (end - at));
    System.arraycopy(bytes, at, longer, end, bytes.length - at);
    return longer;
  }
}
