package dev.keelson.object.usdt;

import java.util.List;

/**
 * One place of a probe; a probe that is inlined, or fires in several places, has several.
 *
 * @param fileOffset of its instruction
 * @param semaphoreOffset in the file, of the 16-bit counter that the program reads to know whether
 *     anybody listens; 0 for none
 * @param arguments in order
 */
public record UsdtNote(
    String provider,
    String probe,
    long fileOffset,
    long semaphoreOffset,
    List<UsdtArgument> arguments) {
  public UsdtNote {
    arguments = List.copyOf(arguments);
  }
}
