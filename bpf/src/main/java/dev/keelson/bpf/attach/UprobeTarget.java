package dev.keelson.bpf.attach;

import java.nio.file.Path;

/**
 * A place in a user-space file.
 *
 * @param file executable or library
 * @param fileOffset of the instruction, from the start of the file, in bytes
 * @param pid the process or thread in which it counts; {@link #ANY_PROCESS} for all
 */
public record UprobeTarget(Path file, long fileOffset, int pid) {
  /** All processes, those that start later included. */
  public static final int ANY_PROCESS = -1;

  public UprobeTarget {
    if (fileOffset < 0 || pid < ANY_PROCESS) {
      throw new IllegalArgumentException(
          "offset %d, pid %d: expected an offset of at least 0 and a pid or -1"
              .formatted(fileOffset, pid));
    }
  }
}
