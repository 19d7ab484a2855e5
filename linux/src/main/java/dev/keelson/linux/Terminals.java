package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** What is known of the terminal behind a standard stream; ioctl_tty(2). */
public final class Terminals {
  // include/uapi/asm-generic/ioctls.h
  private static final int TIOCGWINSZ = 0x5413;

  // struct winsize, include/uapi/asm-generic/termios.h: rows, columns, two unused; 16 bits each
  private static final long WINSIZE_BYTES = 8;
  private static final long WINSIZE_ROWS = 0;
  private static final long WINSIZE_COLUMNS = 2;

  private Terminals() {}

  /**
   * The width of the terminal behind a descriptor, in characters, as it is now.
   *
   * @param descriptor 0, 1 or 2
   * @return empty when it is no terminal; 0 when the terminal does not know its width
   */
  public static OptionalInt columns(int descriptor) {
    return size(descriptor, WINSIZE_COLUMNS);
  }

  /**
   * The height of the terminal behind a descriptor, in characters, as it is now.
   *
   * @param descriptor 0, 1 or 2
   * @return empty when it is no terminal; 0 when the terminal does not know its height
   */
  public static OptionalInt rows(int descriptor) {
    return size(descriptor, WINSIZE_ROWS);
  }

  private static OptionalInt size(int descriptor, long offset) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment size = own.allocate(WINSIZE_BYTES, JAVA_SHORT.byteAlignment());
      long result =
          Syscalls.call(
              SyscallNumber.IOCTL, descriptor, TIOCGWINSZ, Syscalls.address(size), 0, 0, 0);
      return result < 0
          ? OptionalInt.empty()
          : OptionalInt.of(Short.toUnsignedInt(size.get(JAVA_SHORT, offset)));
    }
  }
}
