package dev.keelson.object.image;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality. */
public final class Bytes {
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** No bytes at all. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** Length in bytes. */
  public int length() {
    return content.length;
  }

  /** A fresh copy of the content. */
  public byte[] toArray() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "Bytes[" + HexFormat.of().formatHex(content, 0, Math.min(16, content.length)) + "]";
  }
}
