package dev.keelson.cli;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Names of the kernel's helper functions, as instructions name them. */
final class HelperNames {
  private static final Path SYMBOLS = Path.of("/proc/kallsyms");
  private static final String PREFIX = "BPF_FUNC_";
  private static final String UNKNOWN = "helper";

  private HelperNames() {}

  /** By number, from the kernel's own {@code enum bpf_func_id}. */
  static IntFunction<String> byNumber(Btf kernel) {
    Map<Integer, String> names = new HashMap<>();
    kernel
        .find(BtfType.Enum.class, "bpf_func_id")
        .ifPresent(id ->
            ((BtfType.Enum) kernel.type(id))
                .values()
                .forEach(value ->
                    names.put((int) value.value(), value.name().substring(PREFIX.length()))));
    return number -> names.getOrDefault(number, UNKNOWN);
  }

  /**
   * By the distance from {@code __bpf_call_base} that a loaded program's calls hold; without names
   * where the kernel hides addresses.
   */
  static IntFunction<String> byDistance() {
    Map<Long, String> names = new HashMap<>();
    long base = 0;
    try (Stream<String> lines = Files.lines(SYMBOLS)) {
      for (String line : (Iterable<String>) lines::iterator) {
        String[] parts = line.split("\\s+", 4);
        if (parts[1].equalsIgnoreCase("t")) {
          long address = Long.parseUnsignedLong(parts[0], 16);
          names.putIfAbsent(address, parts[2]);
          base = parts[2].equals("__bpf_call_base") ? address : base;
        }
      }
    } catch (IOException e) {
      return distance -> UNKNOWN;
    }
    long start = base;
    return distance -> start == 0 ? UNKNOWN : names.getOrDefault(start + distance, UNKNOWN);
  }
}
