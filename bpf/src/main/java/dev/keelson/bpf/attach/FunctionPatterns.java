package dev.keelson.bpf.attach;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.Mounts;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.elf.ElfSymbol;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The functions that names with {@code *} stand for. */
final class FunctionPatterns {
  private static final String ANY = "*";

  private FunctionPatterns() {}

  /** Kernel functions; the kernel's list is read only when a name has a {@code *}. */
  static List<String> ofKernel(List<String> patterns) {
    if (patterns.stream().noneMatch(pattern -> pattern.contains(ANY))) {
      return patterns;
    }
    Predicate<String> wanted = matcher(patterns);
    List<String> found =
        traceable()
            .lines()
            .filter(line -> line.indexOf(' ') < 0) // "name [module]": modules come and go
            .filter(wanted)
            .distinct()
            .toList();
    if (found.isEmpty()) {
      throw new UnsupportedKernelException(
          "this kernel has no function named " + String.join(", ", patterns),
          "tracefs lists those it can trace in available_filter_functions.",
          null);
    }
    return found;
  }

  private static String traceable() {
    try (FileDescriptor tracefs = Mounts.detached("tracefs")) {
      return Files.readText(tracefs, "available_filter_functions");
    } catch (SyscallException e) {
      throw new UnsupportedKernelException(
          "this kernel does not list the functions it can trace (%s)".formatted(e.errno()),
          "Patterns need CONFIG_DYNAMIC_FTRACE=y. Write whole names.",
          e);
    }
  }

  /** Where the functions of a file start, each place once. */
  static List<Long> ofFile(Path file, List<String> patterns) {
    Predicate<String> wanted = matcher(patterns);
    List<Long> offsets =
        UprobeTarget.withElf(
            file,
            elf ->
                Stream.concat(elf.symbols().stream(), elf.dynamicSymbols().stream())
                    .filter(symbol -> symbol.isDefined() && symbol.type() == ElfSymbol.FUNCTION)
                    .filter(symbol -> wanted.test(symbol.name()))
                    .map(symbol -> elf.fileOffset(symbol.value()))
                    .flatMapToLong(OptionalLong::stream)
                    .sorted()
                    .distinct()
                    .boxed()
                    .toList());
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException(
          "%s defines no function named %s; nm -D lists what it does"
              .formatted(file, String.join(", ", patterns)));
    }
    return offsets;
  }

  private static Predicate<String> matcher(List<String> patterns) {
    return Pattern.compile(
            patterns.stream()
                .map(pattern ->
                    Stream.of(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("|")))
        .asMatchPredicate();
  }
}
