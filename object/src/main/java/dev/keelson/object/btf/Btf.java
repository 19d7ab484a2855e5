package dev.keelson.object.btf;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** The types of a kernel or an object file, indexed lazily. */
public final class Btf {
  private final MemorySegment bytes;

  private Btf(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /**
   * @param what what the bytes are, for errors
   */
  public static Btf read(MemorySegment bytes, String what) {
    return new Btf(bytes);
  }

  /** One more than the largest id. */
  public int typeCount() {
    throw new UnsupportedOperationException(bytes.toString());
  }

  /** The type of that id, 1 to {@code typeCount() - 1}. */
  public BtfType type(int id) {
    throw new UnsupportedOperationException(bytes.toString());
  }

  /** The first type of that kind and name. */
  public OptionalInt find(Class<? extends BtfType> kind, String name) {
    throw new UnsupportedOperationException(bytes.toString());
  }

  /** The id behind typedefs, qualifiers and type tags. */
  public int skipModifiers(int id) {
    throw new UnsupportedOperationException(bytes.toString());
  }

  /** Size in bytes of a value of that type. */
  public int sizeOf(int id) {
    throw new UnsupportedOperationException(bytes.toString());
  }
}
