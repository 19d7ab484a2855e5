package dev.keelson.object.usdt;

import dev.keelson.object.usdt.UsdtArgument.Constant;
import dev.keelson.object.usdt.UsdtArgument.Indexed;
import dev.keelson.object.usdt.UsdtArgument.Memory;
import dev.keelson.object.usdt.UsdtArgument.Register;
import dev.keelson.object.usdt.UsdtArgument.Unreadable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the arguments of a note: {@code N@OP} each, N the size in bytes, negative when it is
 * signed, OP an operand as the assembler writes it.
 *
 * <pre>
 *   x86-64:   -4@$5   8@%rax   1@%dil   -4@-16(%rbp)   8@(%rax,%rdx,8)
 *   AArch64:  -4@5    8@x0     4@w1     -4@[sp, 12]    8@[x0]
 * </pre>
 */
public final class UsdtArguments {
  private static final Pattern ONE = Pattern.compile("(-?)(\\d+)@(.+)");
  private static final String NUMBER = "(-?(?:0x[0-9a-fA-F]+|\\d+))";

  private static final Pattern X86_CONSTANT = Pattern.compile("\\$" + NUMBER);
  private static final Pattern X86_REGISTER = Pattern.compile("%(\\w+)");
  private static final Pattern X86_MEMORY = Pattern.compile(NUMBER + "?\\(%(\\w+)\\)");
  private static final Pattern X86_INDEXED =
      Pattern.compile(NUMBER + "?\\(%(\\w+),%(\\w+)(?:,([1248]))?\\)");

  private static final Pattern ARM_CONSTANT = Pattern.compile("#?" + NUMBER);
  private static final Pattern ARM_REGISTER = Pattern.compile("[a-z]\\w*");
  private static final Pattern ARM_MEMORY =
      Pattern.compile("\\[(\\w+)(?:,\\s*#?" + NUMBER + ")?\\]");

  /** Arguments are apart by blanks, but AArch64 has blanks within its brackets. */
  private static final Pattern BETWEEN = Pattern.compile("\\s+(?=-?\\d+f?@)");

  private UsdtArguments() {}

  /**
   * The arguments of a note's text; what is not understood is {@link Unreadable}, as it need not be
   * read.
   *
   * @param machine {@code e_machine} of the file
   */
  static List<UsdtArgument> parse(String text, int machine) {
    String stripped = text.strip();
    return stripped.isEmpty()
        ? List.of()
        : Stream.of(BETWEEN.split(stripped)).map(one -> argument(one, machine)).toList();
  }

  private static UsdtArgument argument(String text, int machine) {
    Matcher one = ONE.matcher(text);
    if (!one.matches()) {
      return new Unreadable(text);
    }
    boolean signed = !one.group(1).isEmpty();
    int size = one.group(2).length() > 1 ? 0 : Integer.parseInt(one.group(2));
    if (size != 1 && size != 2 && size != 4 && size != 8) {
      return new Unreadable(text);
    }
    String operand = one.group(3).strip();
    Optional<UsdtArgument> found =
        switch (machine) {
          case UsdtRegisters.X86_64 -> x86(size, signed, operand);
          case UsdtRegisters.AARCH64 -> aarch64(size, signed, operand);
          default -> Optional.empty();
        };
    return found.orElseGet(() -> new Unreadable(text));
  }

  private static Optional<UsdtArgument> x86(int size, boolean signed, String operand) {
    Matcher constant = X86_CONSTANT.matcher(operand);
    if (constant.matches()) {
      return number(constant.group(1)).map(value -> new Constant(size, signed, value));
    }
    Matcher register = X86_REGISTER.matcher(operand);
    if (register.matches()) {
      return UsdtRegisters.x86(register.group(1)).map(name -> new Register(size, signed, name));
    }
    Matcher memory = X86_MEMORY.matcher(operand);
    if (memory.matches()) {
      return UsdtRegisters.x86(memory.group(2))
          .flatMap(base ->
              number(memory.group(1)).map(offset -> new Memory(size, signed, base, offset)));
    }
    Matcher indexed = X86_INDEXED.matcher(operand);
    if (!indexed.matches()) {
      return Optional.empty();
    }
    int scale = indexed.group(4) == null ? 1 : Integer.parseInt(indexed.group(4));
    return UsdtRegisters.x86(indexed.group(2))
        .flatMap(base ->
            UsdtRegisters.x86(indexed.group(3))
                .flatMap(index ->
                    number(indexed.group(1))
                        .map(offset -> new Indexed(size, signed, base, index, scale, offset))));
  }

  private static Optional<UsdtArgument> aarch64(int size, boolean signed, String operand) {
    Matcher constant = ARM_CONSTANT.matcher(operand);
    if (constant.matches()) {
      return number(constant.group(1)).map(value -> new Constant(size, signed, value));
    }
    if (ARM_REGISTER.matcher(operand).matches()) {
      return UsdtRegisters.aarch64(operand).map(name -> new Register(size, signed, name));
    }
    Matcher memory = ARM_MEMORY.matcher(operand);
    if (!memory.matches()) {
      return Optional.empty();
    }
    return UsdtRegisters.aarch64(memory.group(1))
        .flatMap(
            base -> number(memory.group(2)).map(offset -> new Memory(size, signed, base, offset)));
  }

  /** 0 when it is left out; empty when it is no number of 64 bits. */
  private static Optional<Long> number(String text) {
    if (text == null) {
      return Optional.of(0L);
    }
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    try {
      long value =
          digits.startsWith("0x")
              ? Long.parseUnsignedLong(digits.substring(2), 16)
              : Long.parseUnsignedLong(digits);
      return Optional.of(negative ? -value : value);
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
