package dev.keelson.object.usdt;

/**
 * Where a probe finds an argument. Registers are named as in the kernel's {@code struct pt_regs}:
 * {@code ax}, {@code r8} on x86-64, {@code x0} to {@code x30}, {@code sp} on AArch64.
 */
public sealed interface UsdtArgument {
  /** A number in the note itself. */
  record Constant(int sizeBytes, boolean signed, long value) implements UsdtArgument {}

  /** The low bytes of a register. */
  record Register(int sizeBytes, boolean signed, String name) implements UsdtArgument {}

  /** Memory at {@code base + offset}. */
  record Memory(int sizeBytes, boolean signed, String base, long offset) implements UsdtArgument {}

  /** Memory at {@code base + index * scale + offset}. */
  record Indexed(int sizeBytes, boolean signed, String base, String index, int scale, long offset)
      implements UsdtArgument {}

  /** What no program can read: a floating-point register, an address that is no sum. */
  record Unreadable(String text) implements UsdtArgument {}
}
