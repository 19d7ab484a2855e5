package dev.keelson.object.usdt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Assembler names of registers, whole or in part, as {@code struct pt_regs} names the whole. */
final class UsdtRegisters {
  /** {@code EM_X86_64} and {@code EM_AARCH64}, elf.h. */
  static final int X86_64 = 62;

  static final int AARCH64 = 183;

  /** rax, eax, ax, al: the low bytes; the second lowest (ah) has no place of its own. */
  private static final Map<String, String> X86 = x86Names();

  private static final Pattern X86_NUMBERED = Pattern.compile("(r(?:8|9|1[0-5]))[dwb]?");
  private static final Pattern AARCH64_NUMBERED = Pattern.compile("[xw](\\d|[12]\\d|30)");

  private UsdtRegisters() {}

  private static Map<String, String> x86Names() {
    Map<String, String> names = new HashMap<>();
    for (String letter : List.of("a", "b", "c", "d")) {
      String whole = letter + "x";
      names.put("r" + whole, whole);
      names.put("e" + whole, whole);
      names.put(whole, whole);
      names.put(letter + "l", whole);
    }
    for (String whole : List.of("si", "di", "bp", "sp")) {
      names.put("r" + whole, whole);
      names.put("e" + whole, whole);
      names.put(whole, whole);
      names.put(whole + "l", whole);
    }
    names.put("rip", "ip");
    return Map.copyOf(names);
  }

  static Optional<String> x86(String name) {
    Matcher numbered = X86_NUMBERED.matcher(name);
    return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.ofNullable(X86.get(name));
  }

  static Optional<String> aarch64(String name) {
    Matcher numbered = AARCH64_NUMBERED.matcher(name);
    if (numbered.matches()) {
      return Optional.of("x" + numbered.group(1));
    }
    return switch (name) {
      case "sp", "pc" -> Optional.of(name);
      case "fp" -> Optional.of("x29");
      case "lr" -> Optional.of("x30");
      default -> Optional.empty();
    };
  }
}
