package dev.keelson.bpf.attach;

import dev.keelson.object.elf.ElfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/**
 * A place in a user-space file.
 *
 * @param file executable or library
 * @param fileOffset of the instruction, from the start of the file, in bytes
 * @param pid the process or thread in which it counts; {@link #ANY_PROCESS} for all
 * @param cookie what {@code Kernel.attachCookie()} gives the program there
 */
public record UprobeTarget(Path file, long fileOffset, int pid, long cookie) {
  /** All processes, those that start later included. */
  public static final int ANY_PROCESS = -1;

  public UprobeTarget {
    if (fileOffset < 0 || pid < ANY_PROCESS) {
      throw new IllegalArgumentException(
          "offset %d, pid %d: expected an offset of at least 0 and a pid or -1"
              .formatted(fileOffset, pid));
    }
  }

  /** A place whose program has no use for a cookie. */
  public UprobeTarget(Path file, long fileOffset, int pid) {
    this(file, fileOffset, pid, 0);
  }

  /** The same place with another cookie. */
  public UprobeTarget withCookie(long value) {
    return new UprobeTarget(file, fileOffset, pid, value);
  }

  /**
   * The entry of a function.
   *
   * @param symbol as the file's symbol table spells it
   * @throws IllegalArgumentException when the file defines no such function
   * @throws UncheckedIOException when the file cannot be read
   */
  public static UprobeTarget function(Path file, String symbol, int pid) {
    return withElf(
        file,
        elf -> {
          long offset =
              elf.functionOffset(symbol)
                  .orElseThrow(() ->
                      new IllegalArgumentException(
                          "%s defines no function \"%s\"; nm -D lists what it does"
                              .formatted(file, symbol)));
          return new UprobeTarget(file, offset, pid);
        });
  }

  /** What {@code read} finds in an ELF file, which is mapped for that long. */
  static <T> T withElf(Path file, Function<ElfFile, T> read) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      return read.apply(
          ElfFile.read(
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena),
              file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read for its symbols", e);
    }
  }
}
