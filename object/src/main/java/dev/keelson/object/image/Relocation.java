package dev.keelson.object.image;

/** A slot of a program whose operand only the loader knows. */
public sealed interface Relocation {
  /** Index of the (first) instruction slot to patch. */
  int slot();

  /** A 64-bit immediate load that becomes the address of a map. */
  record MapAddress(int slot, String map) implements Relocation {}

  /** A 64-bit immediate load that becomes the address of a byte of the first value of an array. */
  record MapValue(int slot, String map, int offset) implements Relocation {}
}
