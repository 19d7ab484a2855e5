package dev.keelson.testkit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * bpftool, and in it libbpf, loading an object file.
 *
 * @param programs what {@code bpftool prog show} says of each, with their names
 * @param maps what {@code bpftool map show} says of those that the programs use
 * @param output what loading printed: libbpf's warnings
 */
public record Bpftool(String programs, String maps, String output) {
  private static final String MARK = "=== keelson ===\n";

  /** In a mount namespace of its own, so that what it pins goes with it. */
  private static final String SCRIPT =
      """
      set -e
      mount -t bpf bpf "$2"
      bpftool prog loadall "$1" "$2/all"
      echo "=== keelson ==="
      for pin in "$2"/all/*; do echo "pinned $(basename "$pin")"; bpftool prog show pinned "$pin"; done
      echo "=== keelson ==="
      for id in $(bpftool prog show pinned "$pin" | sed -n 's/.*map_ids \\([0-9,]*\\).*/\\1/p' | tr , ' '); do
        bpftool map show id "$id"
      done
      """;

  /** What {@code bpftool prog dump xlated} prints of a loaded program: its instructions. */
  public static String translated(int programId) {
    Tool.require("bpftool", "/usr/sbin/bpftool", "/usr/bin/bpftool");
    return Tool.run(List.of("bpftool", "prog", "dump", "xlated", "id", programId + ""));
  }

  /** What {@code bpftool prog show} says of a loaded program. */
  public static String show(int programId) {
    Tool.require("bpftool", "/usr/sbin/bpftool", "/usr/bin/bpftool");
    return Tool.run(List.of("bpftool", "prog", "show", "id", programId + ""));
  }

  /**
   * Loads every program of an object file, and lets go of them again.
   *
   * @throws AssertionError with its output if it refuses the file
   */
  public static Bpftool loadAll(byte[] object) {
    Tool.require("bpftool", "/usr/sbin/bpftool", "/usr/bin/bpftool");
    Path folder = null;
    try {
      folder = Files.createTempDirectory("keelson-bpftool");
      Path file = Files.write(folder.resolve("object.bpf.o"), object);
      Path pins = Files.createDirectory(folder.resolve("pins"));
      String output =
          Tool.run(List.of("unshare", "-m", "bash", "-c", SCRIPT, "bpftool", file + "", pins + ""));
      String[] parts = output.split(MARK, -1);
      return new Bpftool(parts[1], parts[2], parts[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Tool.delete(folder);
    }
  }
}
