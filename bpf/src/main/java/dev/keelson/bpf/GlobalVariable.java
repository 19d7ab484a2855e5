package dev.keelson.bpf;

import java.lang.foreign.MemorySegment;

/**
 * A variable of an object's global data, live: reads and writes go to the memory that programs use,
 * without a system call. A number that fits a register is read and written whole; of an array some
 * elements may be older than others. Safe for use by any thread until the object is closed.
 *
 * @param <T> a box, or an array of a primitive type
 */
public final class GlobalVariable<T> {
  private final String name;
  private final Codec<T> codec;
  private final MemorySegment memory;

  GlobalVariable(String name, Codec<T> codec, MemorySegment memory) {
    this.name = name;
    this.codec = codec;
    this.memory = memory;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** What it holds now. */
  public T get() {
    return codec.read(memory, 0);
  }

  /**
   * Gives it another value.
   *
   * @throws UnsupportedOperationException when it is a constant
   * @throws IllegalArgumentException for an array of another length
   */
  public void set(T value) {
    if (memory.isReadOnly()) {
      throw new UnsupportedOperationException(
          "%s is a constant: the kernel has closed it to writers. Make the field not final."
              .formatted(name));
    }
    codec.write(value, memory, 0);
  }
}
