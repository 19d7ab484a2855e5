package dev.keelson.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.keelson.object.image.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The places of a live array of programs ({@code BPF_MAP_TYPE_PROG_ARRAY}), which can be changed
 * while programs run. The kernel empties all of them when the last descriptor of the array is
 * closed. Safe for use by any thread.
 */
public final class ProgramSlots {
  private final BpfMap map;

  /**
   * @throws IllegalArgumentException when the map holds something else
   */
  public ProgramSlots(BpfMap map) {
    if (map.spec().type() != MapType.PROG_ARRAY) {
      throw new IllegalArgumentException(
          "the map \"%s\" is a %s, no array of programs".formatted(map.name(), map.spec().type()));
    }
    this.map = map;
  }

  /**
   * Puts a program there; one that runs already is not disturbed.
   *
   * @param index from 0
   * @throws dev.keelson.linux.SyscallException E2BIG for an index beyond the end; EINVAL for a
   *     program of another kind than those that use the array
   */
  public void put(int index, BpfProgram program) {
    try (Arena arena = Arena.ofConfined()) {
      map.put(number(arena, index), number(arena, program.fd().number()), BpfMap.Existing.REPLACE);
    }
  }

  /** Empties a place: calls of it give what they have for that; false when it was empty. */
  public boolean clear(int index) {
    try (Arena arena = Arena.ofConfined()) {
      return map.delete(number(arena, index));
    }
  }

  private static MemorySegment number(Arena arena, int value) {
    MemorySegment number = arena.allocate(JAVA_INT);
    number.set(JAVA_INT, 0, value);
    return number;
  }
}
